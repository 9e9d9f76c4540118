namespace GraphQLServer.Validation;

/// <summary>Formats a client's value for an error message to that client: quoted, and shortened if it is long.</summary>
internal static class ClientValue
{
    private const int MaxLength = 80;

    internal static string Quote(string? value) => value switch
    {
        null => "missing",
        { Length: 0 } => "empty",
        { Length: <= MaxLength } => $"'{value}'",
        _ => $"'{Start(value)}…' ({value.Length} characters)",
    };

    private static string Start(string value) => value[..(char.IsHighSurrogate(value[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
}
