using GraphQL;

namespace GraphQLServer;

/// <summary>The context of one execution of an operation. Resolvers get it by <see cref="Of"/>.</summary>
public abstract class OperationContext : IDisposable
{
    private const string Key = "GraphQLServer.Operation";

    /// <summary>The value of the response's Cache-Status header (RFC 9211) when it is sent; null for no header.</summary>
    public virtual string? CacheStatusAt(DateTimeOffset now) => null;

    /// <summary>The response's extensions; null for none.</summary>
    public virtual IReadOnlyDictionary<string, object?>? Extensions => null;

    /// <summary>Releases what the resolvers have used. Called after the execution, whatever its outcome.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()" />
    protected virtual void Dispose(bool disposing)
    {
    }

    public static OperationContext Of(IResolveFieldContext context) => (OperationContext)context.UserContext[Key]!;

    internal Dictionary<string, object?> ToUserContext() => new(capacity: 1, StringComparer.Ordinal) { [Key] = this };
}
