using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GroupResults.Infrastructure.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Rollups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // SQLite cannot add a primary key. The triggers refer to the table and are made anew afterwards; see RepositoryTotals.
            migrationBuilder.Sql(
                """
                DROP TRIGGER IF EXISTS CountCreatedPush; DROP TRIGGER IF EXISTS StampChangedPush; DROP TRIGGER IF EXISTS CountDeletedPush;
                CREATE TABLE "NewRepositories" (
                    "Id" INTEGER NOT NULL CONSTRAINT "PK_Repositories" PRIMARY KEY AUTOINCREMENT,
                    "Name" TEXT NOT NULL,
                    "Pushes" INTEGER NOT NULL,
                    "Epoch" INTEGER NOT NULL DEFAULT 0,
                    "Counter" INTEGER NOT NULL DEFAULT 0
                );
                INSERT INTO "NewRepositories" ("Name", "Pushes", "Epoch", "Counter") SELECT "Name", "Pushes", "Epoch", "Counter" FROM "Repositories";
                DROP TABLE "Repositories";
                ALTER TABLE "NewRepositories" RENAME TO "Repositories";
                CREATE UNIQUE INDEX "IX_Repositories_Name" ON "Repositories" ("Name");
                """);

            migrationBuilder.AddColumn<long>(
                name: "At",
                table: "Pushes",
                type: "INTEGER",
                nullable: false,
                computedColumnSql: "coalesce(PushedAt, FirstSeenAt)",
                stored: false);

            migrationBuilder.CreateTable(
                name: "GroupRollups",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    PushId = table.Column<long>(type: "INTEGER", nullable: false),
                    Results = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GroupRollups", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GroupRollups_Pushes_PushId",
                        column: x => x.PushId,
                        principalTable: "Pushes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PushSummaries",
                columns: table => new
                {
                    PushId = table.Column<long>(type: "INTEGER", nullable: false),
                    Ran = table.Column<int>(type: "INTEGER", nullable: false),
                    Failed = table.Column<int>(type: "INTEGER", nullable: false),
                    RanGroups = table.Column<byte[]>(type: "BLOB", nullable: false),
                    FlakyGroups = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PushSummaries", x => x.PushId);
                    table.ForeignKey(
                        name: "FK_PushSummaries_Pushes_PushId",
                        column: x => x.PushId,
                        principalTable: "Pushes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Pushes_LackingRollups",
                table: "Pushes",
                column: "LastActivityAt",
                filter: "ResultsVersion > 0 AND (RolledUpVersion IS NOT ResultsVersion OR RolledUpEpoch IS NOT ResultsEpoch)");

            migrationBuilder.CreateIndex(
                name: "IX_Pushes_Repository_At",
                table: "Pushes",
                columns: new[] { "Repository", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Pushes_WithoutPosition",
                table: "Pushes",
                columns: new[] { "Repository", "At" },
                filter: "Position IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_GroupRollups_PushId",
                table: "GroupRollups",
                column: "PushId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // They would refer to a table that is gone; see RepositoryTotals.
            migrationBuilder.Sql(
                """
                DROP TRIGGER IF EXISTS CountCreatedPush; DROP TRIGGER IF EXISTS StampChangedPush; DROP TRIGGER IF EXISTS CountDeletedPush;
                CREATE TABLE "OldRepositories" (
                    "Name" TEXT NOT NULL CONSTRAINT "PK_Repositories" PRIMARY KEY,
                    "Pushes" INTEGER NOT NULL,
                    "Epoch" INTEGER NOT NULL DEFAULT 0,
                    "Counter" INTEGER NOT NULL DEFAULT 0
                );
                INSERT INTO "OldRepositories" ("Name", "Pushes", "Epoch", "Counter") SELECT "Name", "Pushes", "Epoch", "Counter" FROM "Repositories";
                DROP TABLE "Repositories";
                ALTER TABLE "OldRepositories" RENAME TO "Repositories";
                """);

            migrationBuilder.DropTable(
                name: "GroupRollups");

            migrationBuilder.DropTable(
                name: "PushSummaries");

            migrationBuilder.DropIndex(
                name: "IX_Pushes_LackingRollups",
                table: "Pushes");

            migrationBuilder.DropIndex(
                name: "IX_Pushes_Repository_At",
                table: "Pushes");

            migrationBuilder.DropIndex(
                name: "IX_Pushes_WithoutPosition",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "At",
                table: "Pushes");
        }
    }
}
