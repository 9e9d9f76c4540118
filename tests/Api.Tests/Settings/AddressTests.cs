using Microsoft.AspNetCore.Builder;

namespace GroupResults.Api.Tests.Settings;

public sealed class AddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:5080", "--urls", " ")]
    [InlineData("http://127.0.0.1:6000", "--urls", "http://127.0.0.1:6000")]
    [InlineData(null, "--http_ports", "8080")]
    [InlineData(null, "--https_ports", "8443")]
    [InlineData(null, "--Kestrel:Endpoints:Main:Url", "http://127.0.0.1:7000")]
    public async Task Urls_AreTheDefaultOnlyWhereNoAddressIsSet(string? expected, params string[] args)
    {
        await using WebApplication app = Service.Build(args);

        Assert.Equal(expected, app.Configuration["urls"]);
    }
}
