using System.CommandLine;
using GraphQL.Types;
using GraphQLServer;
using GroupResults.Api.Settings;
using GroupResults.Application;
using GroupResults.Domain.Stability;

namespace GroupResults.Api.GraphQL;

/// <summary>Prints the schema for build tools. It depends on no setting and on nothing stored, so the storage is not opened.</summary>
/// <param name="refuseAsync">Prints why nothing was done, and returns the exit code.</param>
internal sealed class SchemaCommand(TextWriter output, Func<string, Task<int>> refuseAsync)
{
    /// <summary>The first argument on the command line.</summary>
    public const string Name = "schema";

    private static readonly Option<string> Output = new("--output")
    {
        Description = "The file to write. Default: standard output.",
        HelpName = "FILE",
    };

    internal Command Describe()
    {
        var export = new Command("export", "Prints the GraphQL schema in the schema definition language.") { Output };
        export.SetAction((parsed, cancellationToken) => ExportAsync(parsed.GetValue(Output), cancellationToken));
        var schema = new Command(Name, "Prints the GraphQL schema, without starting the service or opening its storage.") { export };
        schema.SetAction((_, _) => refuseAsync($"'{Name}' needs a command: export. See '{Name} --help'."));
        return schema;
    }

    private async Task<int> ExportAsync(string? path, CancellationToken cancellationToken)
    {
        var text = await PrintAsync();
        try
        {
            if (path is null) await output.WriteAsync(text.AsMemory(), cancellationToken);
            else await File.WriteAllTextAsync(path, text, cancellationToken);
            return 0;
        }
        catch (Exception exception) when (path is not null && exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return await refuseAsync($"--output is '{path}', which cannot be written: {exception.Message}");
        }
    }

    private static async Task<string> PrintAsync()
    {
        var services = new ServiceCollection().AddLogging().AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new StabilityPolicy(StabilityPolicy.DefaultIdleThreshold, StabilityPolicy.DefaultActiveTtl, StabilityPolicy.DefaultStableTtl));
        services.AddSingleton(new QuestionsSection().ToSettings());
        services.AddApplication();
        services.AddGroupResultsGraphQL(new GraphQLSettings());
        await using var provider = services.BuildServiceProvider();
        return SchemaText.Print(provider.GetRequiredService<ISchema>());
    }
}
