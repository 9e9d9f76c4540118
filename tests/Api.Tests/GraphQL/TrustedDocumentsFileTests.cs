using GroupResults.Api.GraphQL;
using GroupResults.Api.Settings;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.GraphQL;

public sealed class TrustedDocumentsFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"operations":[{"id":"a"}]}""")]
    public void Load_NoManifest_StopsTheStartWithTheSettingsName(string manifest)
    {
        var path = _directory.File("trusted.json");
        File.WriteAllText(path, manifest);

        Assert.Contains("GroupResults:GraphQL:TrustedDocuments", Assert.Throws<SettingException>(() => Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoFile_StopsTheStart() => Assert.Contains(
        "a file that can be read", Assert.Throws<SettingException>(() => Load(_directory.File("none.json"))).Message, StringComparison.Ordinal);

    private static void Load(string path) => TrustedDocumentsFile.Load(
        new GraphQLSettings { TrustedDocumentsFile = path });
}
