using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>The command <c>schema export</c>, in a process of its own.</summary>
public sealed class SchemaCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static string Schema => Repository.Read("docs/schema.graphql");

    public void Dispose() => _directory.Dispose();

    /// <summary>A service that opens its storage makes the folder for it.</summary>
    [Fact]
    public async Task Export_WithoutAFile_PrintsTheSchemaAndOpensNoStorage()
    {
        var storage = _directory.File("storage");

        var result = await ServiceProcess.RunToEndAsync(null, "schema", "export", $"--ConnectionStrings:Storage=Data Source={storage}/missing.db");

        Assert.Equal((0, Schema, ""), result);
        Assert.False(Directory.Exists(storage));
    }

    [Fact]
    public async Task Export_ToAFile_WritesNothingElse()
    {
        var file = _directory.File("schema.graphql");
        await File.WriteAllTextAsync(file, "what was there before, and is longer than nothing", TestContext.Current.CancellationToken);

        var result = await ServiceProcess.RunToEndAsync(null, "schema", "export", "--output", file);

        Assert.Equal((0, "", ""), result);
        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(Schema), await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Export_ToAFileThatCannotBeWritten_EndsWithOneLine()
    {
        var (exitCode, output, error) = await ServiceProcess.RunToEndAsync(null, "schema", "export", "--output", _directory.Path);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith($"--output is '{_directory.Path}', which cannot be written: ", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(character => character == '\n'));
    }
}
