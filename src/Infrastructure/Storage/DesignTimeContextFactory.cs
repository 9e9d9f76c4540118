using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace GroupResults.Infrastructure.Storage;

/// <summary>Used by <c>dotnet ef migrations add NAME --project src/Infrastructure --output-dir Storage/Migrations</c>.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<GroupResultsDbContext>
{
    public GroupResultsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<GroupResultsDbContext>().UseSqlite("Data Source=design-time.db").Options);
}
