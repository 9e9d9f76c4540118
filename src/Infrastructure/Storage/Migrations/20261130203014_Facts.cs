using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GroupResults.Infrastructure.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Facts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "FirstReportedAt",
                table: "TaskRuns",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "PropertiesId",
                table: "TaskRuns",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Counter",
                table: "Repositories",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "Epoch",
                table: "Repositories",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "Author",
                table: "Pushes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ChangesUntilComplete",
                table: "Pushes",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsComplete",
                table: "Pushes",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "ParentRevision",
                table: "Pushes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Position",
                table: "Pushes",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PushedAt",
                table: "Pushes",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ResultsCounter",
                table: "Pushes",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "ResultsEpoch",
                table: "Pushes",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "ResultsVersion",
                table: "Pushes",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "RolledUpEpoch",
                table: "Pushes",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RolledUpVersion",
                table: "Pushes",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Classifications",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PushId = table.Column<long>(type: "INTEGER", nullable: false),
                    GroupId = table.Column<int>(type: "INTEGER", nullable: true),
                    TaskId = table.Column<string>(type: "TEXT", nullable: true),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    FixedBy = table.Column<string>(type: "TEXT", nullable: true),
                    Bug = table.Column<long>(type: "INTEGER", nullable: true),
                    Note = table.Column<string>(type: "TEXT", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    By = table.Column<string>(type: "TEXT", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Classifications", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Classifications_Pushes_PushId",
                        column: x => x.PushId,
                        principalTable: "Pushes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ExpectedTasks",
                columns: table => new
                {
                    PushId = table.Column<long>(type: "INTEGER", nullable: false),
                    IsFinal = table.Column<bool>(type: "INTEGER", nullable: false),
                    Tasks = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExpectedTasks", x => x.PushId);
                    table.ForeignKey(
                        name: "FK_ExpectedTasks_Pushes_PushId",
                        column: x => x.PushId,
                        principalTable: "Pushes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RunProperties",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Hash = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunProperties", x => x.Id);
                });

            // EF Core knows no WITHOUT ROWID. It keeps a push's rows together, in the index that they are found by.
            migrationBuilder.Sql(
                """
                CREATE TABLE "TaskStates" (
                    "PushId" INTEGER NOT NULL,
                    "TaskId" TEXT NOT NULL,
                    "RunId" INTEGER NOT NULL,
                    "State" INTEGER NOT NULL,
                    "JobNameId" INTEGER NULL,
                    "PropertiesId" INTEGER NULL,
                    "FirstVersion" INTEGER NOT NULL,
                    "Version" INTEGER NOT NULL,
                    CONSTRAINT "PK_TaskStates" PRIMARY KEY ("PushId", "TaskId", "RunId"),
                    CONSTRAINT "FK_TaskStates_Pushes_PushId" FOREIGN KEY ("PushId") REFERENCES "Pushes" ("Id") ON DELETE CASCADE
                ) WITHOUT ROWID;
                """);

            migrationBuilder.CreateIndex(
                name: "IX_Pushes_Repository_Position",
                table: "Pushes",
                columns: new[] { "Repository", "Position" },
                unique: true,
                filter: "Position IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Classifications_PushId_GroupId",
                table: "Classifications",
                columns: new[] { "PushId", "GroupId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Classifications_PushId_TaskId",
                table: "Classifications",
                columns: new[] { "PushId", "TaskId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RunProperties_Hash",
                table: "RunProperties",
                column: "Hash");

            migrationBuilder.CreateIndex(
                name: "IX_TaskStates_NotEnded",
                table: "TaskStates",
                column: "PushId",
                filter: "State < 3");

            migrationBuilder.Sql("UPDATE Pushes SET ResultsVersion = Version, ResultsEpoch = Epoch, ResultsCounter = Counter;");

            // Two copies of one database that are migrated apart differ in it.
            migrationBuilder.Sql("UPDATE Repositories SET Epoch = random();");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // They would refer to columns that are gone; see RepositoryTotals.
            migrationBuilder.Sql("DROP TRIGGER IF EXISTS CountCreatedPush; DROP TRIGGER IF EXISTS StampChangedPush; DROP TRIGGER IF EXISTS CountDeletedPush;");
            migrationBuilder.DropTable(
                name: "Classifications");

            migrationBuilder.DropTable(
                name: "ExpectedTasks");

            migrationBuilder.DropTable(
                name: "RunProperties");

            migrationBuilder.DropTable(
                name: "TaskStates");

            migrationBuilder.DropIndex(
                name: "IX_Pushes_Repository_Position",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "FirstReportedAt",
                table: "TaskRuns");

            migrationBuilder.DropColumn(
                name: "PropertiesId",
                table: "TaskRuns");

            migrationBuilder.DropColumn(
                name: "Counter",
                table: "Repositories");

            migrationBuilder.DropColumn(
                name: "Epoch",
                table: "Repositories");

            migrationBuilder.DropColumn(
                name: "Author",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "ChangesUntilComplete",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "IsComplete",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "ParentRevision",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "Position",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "PushedAt",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "ResultsCounter",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "ResultsEpoch",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "ResultsVersion",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "RolledUpEpoch",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "RolledUpVersion",
                table: "Pushes");
        }
    }
}
