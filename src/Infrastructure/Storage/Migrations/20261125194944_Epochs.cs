using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GroupResults.Infrastructure.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Epochs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "Counter",
                table: "Pushes",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "Epoch",
                table: "Pushes",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "Epochs",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    Epoch = table.Column<long>(type: "INTEGER", nullable: false),
                    Counter = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Epochs", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Epochs_Epoch",
                table: "Epochs",
                column: "Epoch",
                unique: true);

            // What is stored already gets a fresh epoch: two copies of one database that are migrated apart differ in it.
            migrationBuilder.Sql("INSERT INTO Epochs (Id, Epoch, Counter) SELECT 1, random(), 1 WHERE EXISTS (SELECT 1 FROM Pushes);");
            migrationBuilder.Sql("UPDATE Pushes SET Epoch = (SELECT Epoch FROM Epochs), Counter = 1;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Epochs");

            migrationBuilder.DropColumn(
                name: "Counter",
                table: "Pushes");

            migrationBuilder.DropColumn(
                name: "Epoch",
                table: "Pushes");
        }
    }
}
