using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Pushes;

/// <summary>Reads the head of a push from the database. Heads are never cached, because they decide which answer is fresh.</summary>
public interface IPushHeads
{
    /// <returns>Null if there is no such push.</returns>
    ValueTask<PushHead?> FindAsync(PushKey push, CancellationToken cancellationToken);
}
