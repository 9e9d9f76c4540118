using System.CommandLine;
using GroupResults.Application;
using GroupResults.Application.Access;
using GroupResults.Domain.Access;

namespace GroupResults.Api.Tokens;

/// <summary>
/// Creates, lists and revokes access tokens, also while the service uses the same storage. Results go to the output and
/// everything else to the error stream, so <c>TOKEN=$(… tokens create …)</c> gets only the secret.
/// </summary>
/// <param name="settings">The settings on the command line. They choose the storage, as they do for the service.</param>
/// <param name="refuseAsync">Prints why nothing was done, and returns the exit code.</param>
internal sealed class TokensCommand(string[] settings, TextWriter output, TextWriter error, Func<string, Task<int>> refuseAsync)
{
    /// <summary>The first argument on the command line.</summary>
    public const string Name = "tokens";

    private static readonly Option<string> TokenName = new("--name")
    {
        Description = $"The owner or purpose: 1 to {AccessRules.MaxNameLength} characters.",
        HelpName = "NAME",
        Required = true,
    };

    private static readonly Option<AccessScopes> Scopes = new("--scopes")
    {
        Description = "One or more of read, ingest, admin, separated by commas. No scope includes another.",
        HelpName = "SCOPES",
        Required = true,
        CustomParser = TokenOptions.ParseScopes,
    };

    private static readonly Option<string[]> Repositories = new("--repositories")
    {
        Description = "The repositories that the token covers, separated by commas. Default: all.",
        HelpName = "REPOSITORIES",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries),
    };

    private static readonly Option<DateTimeOffset?> Expires = new("--expires")
    {
        Description = "A duration such as 90.00:00:00, or a time such as 2027-01-31T00:00:00Z. Default: the token does not expire.",
        HelpName = "DURATION|TIME",
        CustomParser = TokenOptions.ParseExpiry,
    };

    private static readonly Argument<string> Id = new("ID") { Description = "The token's id, as list shows it." };

    internal Command Describe()
    {
        var create = new Command("create", "Creates a token and prints its secret once.") { TokenName, Scopes, Repositories, Expires };
        var list = new Command("list", "Lists all tokens, including expired and revoked ones.");
        var revoke = new Command("revoke", "Revokes a token permanently. It takes effect at once.") { Id };
        create.SetAction((parsed, cancellationToken) => CheckedAsync(CreateAsync(parsed, cancellationToken)));
        list.SetAction((_, cancellationToken) => ListAsync(cancellationToken));
        revoke.SetAction((parsed, cancellationToken) => CheckedAsync(RevokeAsync(parsed, cancellationToken)));
        var tokens = new Command(
            Name,
            "Manages access tokens. Settings such as --ConnectionStrings:Storage=\"Data Source=data/groupresults.db\" choose the storage, as they do for the service.")
        {
            create, list, revoke,
        };
        tokens.SetAction((_, _) => refuseAsync($"'{Name}' needs a command: create, list or revoke. See '{Name} --help'."));
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
            return await refuseAsync(TokenOptions.Of(invalid.Refusals[0]));
        }
    }

    private async Task<int> CreateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var command = new CreateAccessToken(
            parsed.GetRequiredValue(TokenName), parsed.GetRequiredValue(Scopes), parsed.GetValue(Repositories) ?? [], parsed.GetValue(Expires));
        await using var storage = await TokenStorage.OpenAsync(settings, mayCreate: true, cancellationToken);
        var created = await storage.Mediator.Send(command, cancellationToken);
        await error.WriteLineAsync(TokenTable.Describe(created.Token, storage.Path));
        await error.WriteLineAsync("Secret, shown only once:");
        await output.WriteLineAsync(created.Secret);
        return 0;
    }

    private async Task<int> ListAsync(CancellationToken cancellationToken)
    {
        await using var storage = await TokenStorage.OpenAsync(settings, mayCreate: false, cancellationToken);
        var tokens = await storage.Mediator.Send(new ListAccessTokens(), cancellationToken);
        await output.WriteAsync(TokenTable.Of(tokens, storage.Time.GetUtcNow()));
        return 0;
    }

    private async Task<int> RevokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var storage = await TokenStorage.OpenAsync(settings, mayCreate: false, cancellationToken);
        var token = await storage.Mediator.Send(new RevokeAccessToken(parsed.GetRequiredValue(Id)), cancellationToken);
        await output.WriteLineAsync($"The token {token.Id} ('{token.Name}') was revoked at {TokenTable.Time(token.RevokedAt!.Value)}.");
        return 0;
    }
}
