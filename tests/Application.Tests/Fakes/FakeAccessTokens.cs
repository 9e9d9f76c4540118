using GroupResults.Application.Access;
using GroupResults.Domain.Access;

namespace GroupResults.Application.Tests.Fakes;

/// <summary>Keeps tokens in memory and counts how often it is asked for one.</summary>
internal sealed class FakeAccessTokens : IAccessTokens
{
    internal Dictionary<string, (AccessToken Token, byte[] Hash)> Rows { get; } = new(StringComparer.Ordinal);

    internal int Finds { get; private set; }

    public ValueTask<(AccessToken Token, byte[] Hash)?> FindAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Finds++;
        return new ValueTask<(AccessToken Token, byte[] Hash)?>(Rows.TryGetValue(id, out var row) ? row : null);
    }

    public Task<IReadOnlyList<AccessToken>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AccessToken>>([.. Rows.Values.Select(row => row.Token)]);

    public Task AddAsync(AccessToken token, byte[] hash, CancellationToken cancellationToken)
    {
        Rows.Add(token.Id, (token, hash));
        return Task.CompletedTask;
    }

    public Task<AccessToken?> RevokeAsync(string id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (!Rows.TryGetValue(id, out var row)) return Task.FromResult<AccessToken?>(null);
        var revoked = row.Token with { RevokedAt = row.Token.RevokedAt ?? at };
        Rows[id] = (revoked, row.Hash);
        return Task.FromResult<AccessToken?>(revoked);
    }

    public Task<bool> AnyUsableAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromResult(Rows.Values.Any(row => row.Token.IsUsableAt(now)));
}
