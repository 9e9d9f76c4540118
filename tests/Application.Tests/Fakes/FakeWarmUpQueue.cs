using GroupResults.Application.Warming;
using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Tests.Fakes;

internal sealed class FakeWarmUpQueue : IWarmUpQueue
{
    private long _lastToken;

    internal sealed record Row(PushKey Push, DateTimeOffset DueAt, int Attempts = 0, DateTimeOffset? LeaseUntil = null, long Token = 0);

    internal Dictionary<PushKey, Row> Rows { get; } = [];

    internal List<TimeSpan> Leases { get; } = [];

    internal void Schedule(PushHead head, DateTimeOffset dueAt) => Rows[head.Push] = new Row(head.Push, dueAt);

    public Task<WarmUpClaim?> ClaimNextAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Leases.Add(lease);
        var row = Rows.Values.Where(row => row.DueAt <= now && !(row.LeaseUntil > now)).MinBy(row => row.DueAt);
        if (row is null) return Task.FromResult<WarmUpClaim?>(null);
        Rows[row.Push] = row with { LeaseUntil = now + lease, Token = ++_lastToken };
        return Task.FromResult<WarmUpClaim?>(new WarmUpClaim(1, row.Push, row.Attempts, _lastToken));
    }

    public Task RemoveAsync(WarmUpClaim claim, CancellationToken cancellationToken)
    {
        if (Holds(claim)) Rows.Remove(claim.Push);
        return Task.CompletedTask;
    }

    public Task RescheduleAsync(WarmUpClaim claim, int attempts, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        if (Holds(claim)) Rows[claim.Push] = new Row(claim.Push, dueAt, attempts);
        return Task.CompletedTask;
    }

    public Task<int> CountDueAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromResult(Rows.Values.Count(row => row.DueAt <= now));

    private bool Holds(WarmUpClaim claim) => Rows.TryGetValue(claim.Push, out var row) && row.Token == claim.Token;
}
