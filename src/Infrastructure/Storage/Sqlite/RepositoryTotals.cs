namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// Keeps how many pushes each repository has, so that no read counts them, and the stamp of the last change of any of them.
/// Triggers do it: whatever creates, changes or deletes a push's row, another program included, does it in the same
/// transaction. A backup has the totals of its pushes. A row that is created or deleted leaves a stamp that no transaction
/// has; the service's own creations are followed by a change. Invariant: while a repository's stamp stays the same, so do the
/// versions of all its pushes, and none comes or goes.
/// </summary>
internal static class RepositoryTotals
{
    /// <summary>
    /// Run after migrations, in their transaction: a migration that puts a new table in the place of <c>Pushes</c> removes
    /// the triggers of the old one, and an older program may have left its own.
    /// </summary>
    internal const string CreateTriggers =
        """
        DROP TRIGGER IF EXISTS CountCreatedPush;
        CREATE TRIGGER CountCreatedPush AFTER INSERT ON Pushes BEGIN
            INSERT INTO Repositories (Name, Pushes, Epoch, Counter) VALUES (NEW.Repository, 1, random(), 0)
            ON CONFLICT (Name) DO UPDATE SET Pushes = Pushes + 1, Epoch = excluded.Epoch, Counter = excluded.Counter;
        END;
        DROP TRIGGER IF EXISTS StampChangedPush;
        CREATE TRIGGER StampChangedPush AFTER UPDATE OF Version ON Pushes BEGIN
            UPDATE Repositories SET Epoch = NEW.Epoch, Counter = NEW.Counter WHERE Name = NEW.Repository;
        END;
        DROP TRIGGER IF EXISTS CountDeletedPush;
        CREATE TRIGGER CountDeletedPush AFTER DELETE ON Pushes BEGIN
            UPDATE Repositories SET Pushes = Pushes - 1, Epoch = random(), Counter = 0 WHERE Name = OLD.Repository;
            DELETE FROM Repositories WHERE Name = OLD.Repository AND Pushes = 0;
        END;
        """;
}
