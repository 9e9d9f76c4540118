namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// Keeps how many pushes each repository has, so that no read counts them. Triggers do it: whatever creates or deletes a
/// push's row, another program included, changes the total in the same transaction. A backup has the totals of its pushes.
/// </summary>
internal static class RepositoryTotals
{
    /// <summary>
    /// Run after migrations, in their transaction: a migration that puts a new table in the place of <c>Pushes</c> removes
    /// the triggers of the old one.
    /// </summary>
    internal const string CreateTriggers =
        """
        CREATE TRIGGER IF NOT EXISTS CountCreatedPush AFTER INSERT ON Pushes BEGIN
            INSERT INTO Repositories (Name, Pushes) VALUES (NEW.Repository, 1) ON CONFLICT (Name) DO UPDATE SET Pushes = Pushes + 1;
        END;
        CREATE TRIGGER IF NOT EXISTS CountDeletedPush AFTER DELETE ON Pushes BEGIN
            UPDATE Repositories SET Pushes = Pushes - 1 WHERE Name = OLD.Repository;
            DELETE FROM Repositories WHERE Name = OLD.Repository AND Pushes = 0;
        END;
        """;
}
