using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GroupResults.Infrastructure.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Repositories : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Repositories",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Pushes = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Repositories", x => x.Name);
                });

            migrationBuilder.Sql("INSERT INTO Repositories (Name, Pushes) SELECT Repository, count(*) FROM Pushes GROUP BY Repository;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // They would refer to a table that is gone; see RepositoryTotals.
            migrationBuilder.Sql("DROP TRIGGER IF EXISTS CountCreatedPush; DROP TRIGGER IF EXISTS CountDeletedPush;");
            migrationBuilder.DropTable(
                name: "Repositories");
        }
    }
}
