using System.CommandLine;
using GroupResults.Application;
using GroupResults.Application.Access;
using GroupResults.Domain.Access;

namespace GroupResults.Api.Tokens;

/// <summary>
/// Makes, lists and revokes access tokens, also while the service runs on the same storage. What is asked for goes to the
/// output, and all else to the error stream: <c>TOKEN=$(… tokens create …)</c> gets the secret and nothing more.
/// </summary>
/// <param name="settings">Of the command line; the storage is chosen by them as it is for the service.</param>
/// <param name="refuseAsync">Says why nothing is done, and gives the exit code for it.</param>
internal sealed class TokensCommand(string[] settings, TextWriter output, TextWriter error, Func<string, Task<int>> refuseAsync)
{
    /// <summary>The first argument on the command line.</summary>
    public const string Name = "tokens";

    private static readonly Option<string> TokenName = new("--name")
    {
        Description = $"Whose it is, or what for: 1 to {AccessRules.MaxNameLength} characters.",
        HelpName = "NAME",
        Required = true,
    };

    private static readonly Option<AccessScopes> Scopes = new("--scopes")
    {
        Description = "One or more of read, ingest, admin, with commas. None includes another.",
        HelpName = "SCOPES",
        Required = true,
        CustomParser = TokenOptions.ParseScopes,
    };

    private static readonly Option<string[]> Repositories = new("--repositories")
    {
        Description = "The only ones it is good for, with commas. Without this it is good for all.",
        HelpName = "REPOSITORIES",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries),
    };

    private static readonly Option<DateTimeOffset?> Expires = new("--expires")
    {
        Description = "After how long, such as 90.00:00:00, or when, such as 2027-01-31T00:00:00Z. Without this it does not expire.",
        HelpName = "DURATION|MOMENT",
        CustomParser = TokenOptions.ParseExpiry,
    };

    private static readonly Argument<string> Id = new("ID") { Description = "As list shows it." };

    internal Command Describe()
    {
        var create = new Command("create", "Makes a token and writes its secret, this once.") { TokenName, Scopes, Repositories, Expires };
        var list = new Command("list", "Lists all tokens there ever were.");
        var revoke = new Command("revoke", "Makes a token useless, at once and for good.") { Id };
        create.SetAction((parsed, cancellationToken) => CheckedAsync(CreateAsync(parsed, cancellationToken)));
        list.SetAction((_, cancellationToken) => ListAsync(cancellationToken));
        revoke.SetAction((parsed, cancellationToken) => CheckedAsync(RevokeAsync(parsed, cancellationToken)));
        var tokens = new Command(
            Name,
            "Access tokens. Settings such as --ConnectionStrings:Storage=\"Data Source=data/groupresults.db\" choose the storage, as they do for the service.")
        {
            create, list, revoke,
        };
        tokens.SetAction((_, _) => refuseAsync($"'{Name}' needs to be told what to do: create, list or revoke. '{Name} --help' says more."));
        return tokens;
    }

    private async Task<int> CheckedAsync(Task<int> acting)
    {
        try
        {
            return await acting;
        }
        catch (InvalidInputException invalid)
        {
            return await refuseAsync(TokenOptions.Of(invalid.Faults[0]));
        }
    }

    private async Task<int> CreateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var command = new CreateAccessToken(
            parsed.GetRequiredValue(TokenName), parsed.GetRequiredValue(Scopes), parsed.GetValue(Repositories) ?? [], parsed.GetValue(Expires));
        await using var storage = await TokenStorage.OpenAsync(settings, isMade: true, cancellationToken);
        var created = await storage.Mediator.Send(command, cancellationToken);
        await error.WriteLineAsync(TokenTable.Describe(created.Token, storage.Path));
        await error.WriteLineAsync("Its secret, which is not shown again:");
        await output.WriteLineAsync(created.Secret);
        return 0;
    }

    private async Task<int> ListAsync(CancellationToken cancellationToken)
    {
        await using var storage = await TokenStorage.OpenAsync(settings, isMade: false, cancellationToken);
        var tokens = await storage.Mediator.Send(new ListAccessTokens(), cancellationToken);
        await output.WriteAsync(TokenTable.Of(tokens, storage.Time.GetUtcNow()));
        return 0;
    }

    private async Task<int> RevokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var storage = await TokenStorage.OpenAsync(settings, isMade: false, cancellationToken);
        var token = await storage.Mediator.Send(new RevokeAccessToken(parsed.GetRequiredValue(Id)), cancellationToken);
        await output.WriteLineAsync($"The token {token.Id} ('{token.Name}') is revoked since {TokenTable.Time(token.RevokedAt!.Value)}.");
        return 0;
    }
}
