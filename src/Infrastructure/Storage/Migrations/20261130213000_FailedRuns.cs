using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GroupResults.Infrastructure.Storage.Migrations
{
    /// <inheritdoc />
    public partial class FailedRuns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "FailedRuns",
                table: "Pushes",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            // The migrator defines the function. A push's task runs are one range of ids; see TaskRunId.
            migrationBuilder.Sql(
                """
                UPDATE Pushes SET FailedRuns =
                    (SELECT count(*) FROM TaskRuns WHERE TaskRuns.Id BETWEEN Pushes.Id << 32 AND (Pushes.Id << 32) + 4294967295 AND has_failures(Results));
                """);

            migrationBuilder.AddColumn<bool>(
                name: "HasFailures",
                table: "Pushes",
                type: "INTEGER",
                nullable: false,
                computedColumnSql: "FailedRuns > 0",
                stored: false);

            migrationBuilder.CreateIndex(
                name: "IX_Pushes_Repository_HasFailures_LastActivityAt",
                table: "Pushes",
                columns: new[] { "Repository", "HasFailures", "LastActivityAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Pushes_Repository_HasFailures_Position_At",
                table: "Pushes",
                columns: new[] { "Repository", "HasFailures", "Position", "At" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Pushes_Repository_HasFailures_LastActivityAt",
                table: "Pushes");

            migrationBuilder.DropIndex(
                name: "IX_Pushes_Repository_HasFailures_Position_At",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "HasFailures",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "FailedRuns",
                table: "Pushes");
        }
    }
}
