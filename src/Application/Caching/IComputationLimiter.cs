namespace GroupResults.Application.Caching;

/// <summary>Admits computations that cost much.</summary>
public interface IComputationLimiter
{
    /// <param name="cost">As <see cref="GetAnswer{TContent}.Cost"/> has it.</param>
    /// <returns>Held while it is computed and compressed; null if it needs no admission.</returns>
    /// <exception cref="UnavailableException">It was not admitted in time.</exception>
    ValueTask<IAdmission?> EnterAsync(double cost, CancellationToken cancellationToken);
}

/// <summary>For a host that sets no limit.</summary>
internal sealed class NoComputationLimiter : IComputationLimiter
{
    public ValueTask<IAdmission?> EnterAsync(double cost, CancellationToken cancellationToken) => default;
}

/// <summary>Disposed of when the work is done.</summary>
public interface IAdmission : IDisposable
{
    /// <summary>How much was made, in bytes.</summary>
    long Bytes { set; }
}
