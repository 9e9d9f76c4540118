using System.Net;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Domain.Access;

namespace GroupResults.Api.Tests.Rest;

/// <summary>404 and 405 name the addresses and the methods there are.</summary>
public sealed class UnknownAddressTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("GET", "/nowhere")]
    [InlineData("POST", "/api/project/autoland/push/ab/task/T/errorsummary")]
    [InlineData("GET", "/api/project/auto/land/push/group_results/?revision=ab")]
    public async Task Address_ThatIsUnknown_IsAnsweredWithThoseThatAreThere(string method, string path)
    {
        var answer = await service.Http.SendAsync(new HttpMethod(method), path);

        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json; charset=utf-8"), (answer.Status, answer.ContentType));
        Assert.Equal("""(404, "INVALID_INPUT", "path")""", Parts(answer));
        Assert.Equal(
            $"Nothing is served at '{path.Split('?')[0]}'. Addresses: /graphql; GET, HEAD, OPTIONS /api/project/{{repository}}/push/group_results; GET, HEAD /api/groupsummary; "
            + "PUT /api/project/{repository}/push/{revision}/task/{taskId}/{runId}/errorsummary; PUT /api/project/{repository}/push/{revision}/manifests-by-task; GET, HEAD /explorer/{**path}; GET, HEAD /; /healthz; /readyz; /metrics.",
            answer.Json.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("POST", "/api/project/autoland/push/group_results/?revision=ab", "GET, HEAD, OPTIONS")]
    [InlineData("GET", "/api/project/autoland/push/ab/task/T/0/errorsummary", "PUT")]
    [InlineData("DELETE", "/explorer", "GET, HEAD")]
    public async Task Method_ThatIsUnknown_IsAnsweredWithThoseThatAreAllowed(string method, string path, string allowed)
    {
        var answer = await service.Http.SendAsync(new HttpMethod(method), path);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "application/problem+json; charset=utf-8", allowed), (answer.Status, answer.ContentType, answer.Header("Allow")));
        Assert.Equal("""(405, "INVALID_INPUT", "method")""", Parts(answer));
        Assert.Equal($"'{method}' is not allowed at '{path.Split('?')[0]}'. Allowed: {allowed}.", answer.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Address_ThatIsUnknown_IsShownShortlyAndWithoutAToken()
    {
        var token = TokenSecret.Generate();

        var answer = await service.GetAsync($"/{token.Text}/{new string('x', 1000)}");

        Assert.StartsWith($"Nothing is served at '/{token}", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(token.Text[21..41], answer.Text, StringComparison.Ordinal);
        Assert.InRange(answer.Body.Length, 100, 1000);
    }

    [Fact]
    public async Task Answer_ThatAnEndpointGives_StaysAsItIs()
    {
        var answer = await service.GetAsync("/api/project/autoland/push/group_results/?revision=abcdef");

        Assert.Equal((HttpStatusCode.NotFound, "\"No push with revision: abcdef\""), (answer.Status, answer.Text));
    }

    private static string Parts(Answer answer) =>
        $"({answer.Json.GetProperty("status")}, {answer.Json.GetProperty("code").GetRawText()}, {answer.Json.GetProperty("field").GetRawText()})";
}
