using System.IO.Compression;
using System.Net;
using System.Text;
using GroupResults.Api.Admission;
using GroupResults.Api.Http;
using GroupResults.Api.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Http;

/// <summary>A compressed body is taken where all of it is gzip, in each address that takes one.</summary>
public sealed class GzipBodyTests(TestService service) : IClassFixture<TestService>
{
    private const string Log = """{"action":"group_result","group":"a.toml","status":"OK","duration":12}""" + "\n";

    private static readonly string[] Rests = ["A", "\0", "\x1f", "\x1f\x8b", "\x1fA", Log];

    private readonly string _upload = $"/api/project/autoland/push/{NewRevision()}/task/T/0/errorsummary";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_Empty_IsRefused(bool isGraphQL)
    {
        var before = service.CountAllRows();

        AssertRefused(await SendAsync(isGraphQL, []), isGraphQL, "The body is empty; its Content-Encoding says gzip.");
        Assert.Equal(before, service.CountAllRows());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_GoesOnAfterItsGzip_IsRefused(bool isGraphQL)
    {
        var before = service.CountAllRows();

        AssertRefused(await SendAsync(isGraphQL, [.. Packed(isGraphQL), .. "more"u8]), isGraphQL, "The body has bytes after its gzip data.");
        Assert.Equal(before, service.CountAllRows());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_OfTwoMembers_IsRead(bool isGraphQL)
    {
        var answer = await SendAsync(isGraphQL, [.. Packed(isGraphQL), .. Requests.Gzip("\n "u8.ToArray())]);

        Assert.True(answer.Status is HttpStatusCode.OK, answer.Text);
    }

    [Fact]
    public async Task Upload_GzipOfNothing_IsAnEmptyReport()
    {
        var answer = await SendAsync(isGraphQL: false, Convert.FromHexString("1f8b080000000000000303000000000000000000"));

        Assert.Equal(0, answer.Json.GetProperty("accepted").GetInt32());
    }

    [Theory]
    [InlineData("identity", 0)]
    [InlineData("GZip", 1)]
    public async Task Upload_CodingInAnotherSpelling_IsTakenForWhatItIs(string coding, int accepted)
    {
        var answer = await SendAsync(isGraphQL: false, accepted == 0 ? [] : Packed(isGraphQL: false), coding);

        Assert.Equal(accepted, answer.Json.GetProperty("accepted").GetInt32());
    }

    /// <summary>The decompression reads ahead: whatever it has in its buffer when the gzip data ends, the rest must show.</summary>
    [Fact]
    public async Task Read_HoweverTheBodyArrives_ShowsWhetherItGoesOn()
    {
        // Around 8192 the gzip data ends where the decompression's buffer does.
        foreach (var packed in (byte[][])[Requests.Gzip(Encoding.UTF8.GetBytes(Log)), Noise(8191), Noise(8192), Noise(8193), Noise(16384)])
        {
            foreach (var pieces in (int[])[1, 7, 8192, int.MaxValue])
            {
                await ReadAsync(packed, pieces);
                await ReadAsync([.. packed, .. packed], pieces);
                foreach (var rest in Rests)
                {
                    var refused = await Assert.ThrowsAsync<BadHttpRequestException>(() => ReadAsync([.. packed, .. Encoding.Latin1.GetBytes(rest)], pieces));
                    Assert.Equal(StatusCodes.Status400BadRequest, refused.StatusCode);
                    Assert.NotNull(refused.InnerException); // The message is for the client then.
                }
            }
        }
    }

    /// <summary>Gzip data of exactly so many bytes.</summary>
    private static byte[] Noise(int bytes)
    {
        var noise = new byte[bytes];
        new Random(1).NextBytes(noise);
        for (var length = bytes; length > 0; length--)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true)) gzip.Write(noise.AsSpan(0, length));
            if (packed.Length == bytes) return packed.ToArray();
        }

        throw new InvalidOperationException("No noise comes to this length.");
    }

    private async Task ReadAsync(byte[] packed, int pieces)
    {
        var context = new DefaultHttpContext { RequestServices = service.Services };
        context.Request.Headers.ContentEncoding = "gzip";
        context.Request.Body = new Pieces(packed, pieces);
        await CompressedBody.CountAsync(context, async _ =>
        {
            context.Request.Body = new GZipStream(context.Request.Body, CompressionMode.Decompress); // As the middleware does.
            await using var body = RequestBody.Open(context.Request, new RequestMemory(Api.Settings.HttpSettings.Default, new Api.Access.AccessPolicy(IsOpen: false, ReadsNeedToken: false)), default);
            await body.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        });
    }

    private static void AssertRefused(Answer answer, bool isGraphQL, string message)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(message, (isGraphQL ? answer.Error.GetProperty("message") : answer.Json.GetProperty("detail")).GetString());
    }

    private static byte[] Packed(bool isGraphQL) => Requests.Gzip(Encoding.UTF8.GetBytes(isGraphQL ? """{"query":"{ __typename }"}""" : Log));

    private Task<Answer> SendAsync(bool isGraphQL, byte[] body, string coding = "gzip") =>
        service.Http.SendAsync(isGraphQL ? HttpMethod.Post : HttpMethod.Put, isGraphQL ? "/graphql" : _upload, request =>
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new("application/json");
            request.Content.Headers.ContentEncoding.Add(coding);
        });

    /// <summary>A body of which no read gives more than so much.</summary>
    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
