using GroupResults.Domain.Access;
using GroupResults.EndToEnd.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace GroupResults.EndToEnd.Tests.Security;

/// <summary>No secret is anywhere but with who is to have it: not in a log, an answer, a metric, the storage or Redis, whatever went wrong.</summary>
public sealed class SecretsTests
{
    private const string RedisPassword = "planted-redis-password";
    private const string WrongRedisPassword = "planted-wrong-password";

    /// <summary>
    /// All that is logged at Debug, ASP.NET's own with it, but for what prints addresses and origins as they were sent: whoever puts a secret
    /// there has told it to every proxy on the way. What would print query strings and broken headers is off by its name in the settings.
    /// </summary>
    private static readonly string[] Settings =
    [
        "--environment", "Production", "--Logging:LogLevel:Default=Debug", "--Logging:LogLevel:GroupResults=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Debug",
        "--Logging:LogLevel:Microsoft.AspNetCore.Routing.Matching=Warning", "--Logging:LogLevel:Microsoft.AspNetCore.Cors=Warning",
        "--Logging:LogLevel:Microsoft.EntityFrameworkCore=Debug", "--Logging:Console:FormatterName=json", "--Logging:Console:FormatterOptions:IncludeScopes=true",
        "--GroupResults:RateLimit:RefusalsPerSecond=1000000", // Most of what is sent is refused.
    ];

    private readonly Haystack _haystack = new();
    private readonly List<string> _secrets = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheWholeRun_LeavesNoSecretAnywhere()
    {
        await using var redis = new RedisServer { Password = RedisPassword };
        await redis.InitializeAsync();
        await RunWithAWrongPasswordAsync(redis);
        using var directory = new TestDirectory();
        var ingest = await CreateAsync(directory, "ingest", "read,ingest");
        var admin = await CreateAsync(directory, "admin", "admin");
        var revoked = await CreateAsync(directory, "revoked", "read,ingest,admin");
        await using (var service = await ServiceProcess.StartAsync(directory, Cancellation, [.. Settings, $"--ConnectionStrings:Redis={redis.ConnectionString}"]))
        {
            using var client = new RecordingClient(service.Address, _haystack);
            var made = Known(await client.CreateTokenAsync($"Bearer {admin}", "made by GraphQL"));
            var madeAndRevoked = Known(await client.CreateTokenAsync($"Bearer {admin}", "revoked by GraphQL"));
            await client.QueryAsync("revokeAccessToken", $"Bearer {admin}", $"mutation {{ revokeAccessToken(id: \"{IdOf(madeAndRevoked)}\") {{ revokedAt }} }}");
            await ListenAsync(directory, "revoke", IdOf(revoked));
            var unknown = Known(TokenSecret.Generate().Text);
            var mistaken = Known(ingest[..^43] + unknown[^43..]);

            foreach (var authorization in (string?[])
                [
                    $"Bearer {ingest}", null, $"bearer  {made} ", $"Bearer {admin}", $"Bearer {revoked}", $"Bearer {madeAndRevoked}", $"Bearer {unknown}",
                    $"Bearer {mistaken}", $"Bearer {ingest}x", $"Bearer \"{ingest}\"", $"Bearer {{\"token\": \"{ingest}\"", ingest, $"Basic {ingest}", $"Digest token={ingest}",
                ])
            {
                await Requests.SendAllAsync(client, authorization);
            }

            foreach (var secret in (string[])[ingest, admin, unknown]) await Requests.MisplaceAsync(client, secret, $"Bearer {ingest}");
            await client.SendAsync("metrics", HttpMethod.Get, "/metrics", body: null);
            await ListenAsync(directory, "list");
            await BreakStorageAsync(directory, client, $"Bearer {ingest}");
            _haystack.AddFiles("while it runs:", directory.Path);
            _haystack.Add("redis", await redis.DumpAsync());
            Assert.Equal(0, await service.StopAsync(Cancellation));
            _haystack.Add("log", service.Output);
            _haystack.Add("errors", service.Error);
        }

        _haystack.AddFiles("at the end:", directory.Path);
        AssertComplete(ingest);
        Assert.Empty(_secrets.Concat(_secrets.Select(secret => secret[^43..])).Append(RedisPassword).Append(WrongRedisPassword).SelectMany(_haystack.PlacesOf).Distinct());
    }

    /// <summary>A password with a comma in it is cut in two, and what is behind the comma is taken for an option.</summary>
    [Fact]
    public async Task Start_WithARedisPasswordThatIsTakenForAnOption_DoesNotShowIt()
    {
        using var directory = new TestDirectory();
        await using var service = ServiceProcess.Launch(
            directory, "--urls", "http://127.0.0.1:0", $"--ConnectionStrings:Redis=127.0.0.1:6379,password=start,{RedisPassword}=end");

        Assert.Equal(1, await service.ExitCodeAsync(Cancellation));
        Assert.Contains("ConnectionStrings:Redis", Assert.Single(service.Error), StringComparison.Ordinal);
        Assert.DoesNotContain(RedisPassword, service.AllOutput(), StringComparison.Ordinal);
    }

    /// <summary>Else nothing would be found because nothing was looked at.</summary>
    private void AssertComplete(string ingest)
    {
        var id = IdOf(ingest);
        Assert.Contains("at the end: groupresults.db", _haystack.PlacesOf(id));
        Assert.Contains("tokens list", _haystack.PlacesOf(id));
        Assert.Contains("log", _haystack.PlacesOf("Created the access token"));
        Assert.Contains("log", _haystack.PlacesOf("\"LogLevel\":\"Debug\""));
        Assert.Contains("log", _haystack.PlacesOf("no such table"));
        Assert.Contains("log of the wrong password", _haystack.PlacesOf("The shared cache failed"));
        Assert.Contains("redis", _haystack.PlacesOf("group_results:v"));
        Assert.Contains("answer to metrics", _haystack.PlacesOf("groupresults_reports_total"));
        Assert.Contains(_haystack.PlacesOf("\"INTERNAL\""), place => place.StartsWith("answer to broken", StringComparison.Ordinal));
        Assert.Contains(_haystack.PlacesOf("cannot be checked now"), place => place.StartsWith("messages of broken AccessTokens", StringComparison.Ordinal));
        Assert.True(_haystack.Count > 300, $"{_haystack.Count} parts");
    }

    private async Task RunWithAWrongPasswordAsync(RedisServer redis)
    {
        using var directory = new TestDirectory();
        var secret = await CreateAsync(directory, "ingest", "read,ingest");
        await using var service = await ServiceProcess.StartAsync(
            directory, Cancellation, [.. Settings, $"--ConnectionStrings:Redis={redis.ConnectionString.Replace(RedisPassword, WrongRedisPassword, StringComparison.Ordinal)}"]);
        using var client = new RecordingClient(service.Address, _haystack);
        await Requests.SendAllAsync(client, $"Bearer {secret}");
        Assert.Equal(0, await service.StopAsync(Cancellation));
        _haystack.Add("log of the wrong password", service.Output);
        _haystack.Add("errors of the wrong password", service.Error);
    }

    /// <summary>First the answers fail, then the looking up of tokens.</summary>
    private static async Task BreakStorageAsync(TestDirectory directory, RecordingClient client, string authorization)
    {
        foreach (var table in (string[])["Pushes", "AccessTokens"])
        {
            await using (var connection = new SqliteConnection($"Data Source={directory.Combine("data/groupresults.db")};Pooling=False"))
            {
                await connection.OpenAsync(Cancellation);
                await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The names above.
                command.CommandText = $"ALTER TABLE {table} RENAME TO Gone{table}";
#pragma warning restore CA2100
                await command.ExecuteNonQueryAsync(Cancellation);
            }

            await Requests.SendAllAsync(client, authorization, $"broken {table}, ");
        }
    }

    private async Task<string> CreateAsync(TestDirectory directory, string name, string scopes) =>
        Known(await Tokens.CreateAsync(directory, name, scopes, Cancellation));

    private async Task ListenAsync(TestDirectory directory, string command, params IEnumerable<string> arguments)
    {
        var result = await Tokens.RunAsync(directory, Cancellation, [command, .. arguments]);
        _haystack.Add($"tokens {command}", result.Output);
        _haystack.Add($"tokens {command}, errors", result.Error);
    }

    private string Known(string secret)
    {
        _secrets.Add(secret);
        return secret;
    }

    private static string IdOf(string secret) => TokenSecret.TryParse(secret, out var parsed) ? parsed.Id : throw new ArgumentException("No secret.", nameof(secret));
}
