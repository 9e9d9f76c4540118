namespace GroupResults.Application.Admission;

/// <summary>Admits what costs much to compute.</summary>
public interface IComputationLimiter
{
    /// <param name="cost">An estimate: 1,000 is about all results of the largest pushes once, as typed fields. 0 needs no admission.</param>
    /// <param name="heldBytes">What the request holds in memory while it waits.</param>
    /// <returns>Held while it is computed and compressed; null if it needs no admission.</returns>
    /// <exception cref="UnavailableException">It was not admitted in time, or those that wait hold too much memory.</exception>
    ValueTask<IDisposable?> EnterAsync(ClientId client, double cost, long heldBytes, CancellationToken cancellationToken);
}

/// <summary>For a host that sets no limit.</summary>
internal sealed class NoComputationLimiter : IComputationLimiter
{
    public ValueTask<IDisposable?> EnterAsync(ClientId client, double cost, long heldBytes, CancellationToken cancellationToken) => default;
}
