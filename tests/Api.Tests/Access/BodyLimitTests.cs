using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using GroupResults.Api.Admission;
using GroupResults.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Access;

/// <summary>What bodies may take, each and all together: the last size that is taken, and the first that is not.</summary>
public sealed class BodyLimitTests
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    private static string Upload => $"/api/project/autoland/push/{NewRevision()}/task/T/0/errorsummary";

    [Theory]
    [InlineData(true, null)]
    [InlineData(true, "gzip")]
    [InlineData(false, null)]
    [InlineData(false, "gzip")]
    public async Task Body_OfTheSizeThatIsSet_IsTheLargest(bool isGraphQL, string? coding)
    {
        await using var service = await StartAsync("--GroupResults:Http:MaxBodyBytes=65536");

        var refused = await SendAsync(service, isGraphQL, Spaces(isGraphQL, 65537), coding);
        AssertRefused(refused, isGraphQL, HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE", isGraphQL ? "The request's body is larger than 65536 bytes." : "The body is larger than 65536 bytes.");
        Assert.Equal(0, service.CountRows("Pushes"));

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(service, isGraphQL, Spaces(isGraphQL, 65536), coding)).Status);
    }

    /// <summary>The limit is of the bytes that arrive, too, whatever would come of them.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CompressedBody_LargerThanTheSizeThatIsSet_IsRefused(bool isGraphQL)
    {
        await using var service = await StartAsync("--GroupResults:Http:MaxBodyBytes=65536");
        var noise = new byte[65536];
        new Random(1).NextBytes(noise);
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true)) gzip.Write(noise);
        Assert.True(packed.Length > 65536);

        var answer = await SendPackedAsync(service, isGraphQL, packed.ToArray(), "gzip");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Equal(0, service.CountRows("Pushes"));
    }

    /// <summary>What unfolds to more than 200 times its size was made to: a megabyte of it is taken, and no more.</summary>
    [Theory]
    [InlineData(true, "gzip")]
    [InlineData(false, "gzip")]
    public async Task Bomb_OfMoreThanAMegabyte_IsRefused(bool isGraphQL, string coding)
    {
        await using var service = await StartAsync();

        var refused = await SendAsync(service, isGraphQL, Spaces(isGraphQL, MiB + 1), coding);
        AssertRefused(refused, isGraphQL, HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE", "body decompresses to more than 200 times its compressed size");
        Assert.Equal(0, service.CountRows("Pushes"));
        Assert.Equal(0, service.Services.GetRequiredService<RequestMemory>().TakenBytes);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(service, isGraphQL, Spaces(isGraphQL, MiB), coding)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_OfTextThatIsJustText_MayUnfoldToMore(bool isGraphQL)
    {
        await using var service = await StartAsync();
        var random = new Random(1);
        var log = string.Concat(Enumerable.Range(0, 30_000).Select(i => $$"""{"action":"log","message":"{{random.Next()}} and what is always the same"}""" + "\n"));
        var text = isGraphQL ? $$$"""{"query":"{ __typename }","extensions":{"text":{{{JsonSerializer.Serialize(log)}}}}}""" : log;
        Assert.True(text.Length > MiB);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(service, isGraphQL, Encoding.UTF8.GetBytes(text), "gzip")).Status);
    }

    /// <summary>Three together are more than there is room for: the last is sent away, and may come again.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bodies_TogetherLargerThanTheirMemory_AreRefusedUntilThereIsRoom(bool isGraphQL)
    {
        await using var service = await StartAsync("--GroupResults:Http:MaxBodyBytes=1048576", "--GroupResults:Http:BodyMemoryBytes=1048576");
        var memory = service.Services.GetRequiredService<RequestMemory>();
        using var graphQL = await HoldAsync(service, "POST /graphql HTTP/1.1\r\nContent-Type: application/json", 400 * KiB);
        using var upload = await HoldAsync(service, $"PUT {Upload} HTTP/1.1", 400 * KiB);
        await Eventually.TrueAsync(() => memory.TakenBytes == 2 * ((400 * KiB) - RequestMemory.FreeBytes), "both are read");
        var body = Spaces(isGraphQL, 500 * KiB);

        var refused = await SendAsync(service, isGraphQL, body, coding: null);

        AssertRefused(refused, isGraphQL, HttpStatusCode.ServiceUnavailable, "UNAVAILABLE", "The memory for requests (1048576 bytes) is full. Try again.");
        Assert.Equal("2", refused.Header("Retry-After"));
        Assert.Equal(0, service.CountRows("Pushes"));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(service, isGraphQL, Spaces(isGraphQL, RequestMemory.FreeBytes), coding: null)).Status); // Small ones pass.

        await upload.SendAsync(" "u8.ToArray());
        Assert.StartsWith("HTTP/1.1 200 ", await upload.ReadToEndAsync(), StringComparison.Ordinal);
        graphQL.Reset();
        await Eventually.TrueAsync(() => memory.TakenBytes == 0, "nothing is held");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(service, isGraphQL, body, coding: null)).Status);
        Assert.Equal(0, memory.TakenBytes);
    }

    private static async Task<TestService> StartAsync(params string[] settings)
    {
        var service = new TestService { Settings = settings };
        await service.InitializeAsync();
        return service;
    }

    /// <summary>All but the last byte of a body of blanks.</summary>
    private static async Task<RawConnection> HoldAsync(TestService service, string head, int bytes)
    {
        var connection = await RawConnection.OpenAsync(service.Address);
        await connection.SendAsync($"{head}\r\nHost: localhost\r\nContent-Length: {bytes + 1}\r\nConnection: close\r\n\r\n");
        await connection.SendAsync(Encoding.ASCII.GetBytes(new string(' ', bytes)));
        return connection;
    }

    private static byte[] Spaces(bool isGraphQL, int bytes)
    {
        var text = isGraphQL ? """{"query":"{ __typename }"}""" : """{"action":"group_result","group":"a","status":"OK"}""";
        return Encoding.UTF8.GetBytes(text + new string(' ', bytes - text.Length));
    }

    private static async Task<Answer> SendAsync(TestService service, bool isGraphQL, byte[] body, string? coding)
    {
        using var packed = new MemoryStream();
        await using (Stream? packing = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            _ => null,
        })
        {
            packing?.Write(body);
        }

        return await SendPackedAsync(service, isGraphQL, coding is null ? body : packed.ToArray(), coding);
    }

    private static Task<Answer> SendPackedAsync(TestService service, bool isGraphQL, byte[] body, string? coding) =>
        service.Http.SendAsync(isGraphQL ? HttpMethod.Post : HttpMethod.Put, isGraphQL ? "/graphql" : Upload, request =>
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new("application/json");
            if (coding is not null) request.Content.Headers.ContentEncoding.Add(coding);
            request.Headers.ExpectContinue = true; // Where the refusal comes before the body is sent.
        });

    private static void AssertRefused(Answer answer, bool isGraphQL, HttpStatusCode status, string code, string message)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal(isGraphQL ? "application/json; charset=utf-8" : "application/problem+json; charset=utf-8", answer.ContentType);
        var (saidCode, saidMessage) = isGraphQL
            ? (answer.Error.GetProperty("extensions").GetProperty("code"), answer.Error.GetProperty("message"))
            : (answer.Json.GetProperty("code"), answer.Json.GetProperty("detail"));
        Assert.Equal((code, message), (saidCode.GetString(), saidMessage.GetString()));
    }
}
