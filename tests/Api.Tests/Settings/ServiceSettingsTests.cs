using System.Net;
using GraphQLServer;
using GroupResults.Api.Settings;
using GroupResults.Domain.Runs;
using GroupResults.Domain.Stability;
using GroupResults.Infrastructure.Caching;
using GroupResults.Infrastructure.Storage;
using GroupResults.Infrastructure.Warming;
using Microsoft.Extensions.Configuration;

namespace GroupResults.Api.Tests.Settings;

/// <summary>Defaults, the edges of every range, and the words an operator reads.</summary>
public sealed class ServiceSettingsTests
{
    private const string IdleThreshold = "GroupResults:Stability:IdleThreshold";
    private const string ActiveTtl = "GroupResults:Cache:ActiveTtl";
    private const string StableTtl = "GroupResults:Cache:StableTtl";
    private const string MemoryLimit = "GroupResults:Cache:MemoryLimitBytes";
    private const string PollInterval = "GroupResults:Warming:PollInterval";
    private const string Provider = "GroupResults:Storage:Provider";
    private const string Redis = "ConnectionStrings:Redis";
    private const string TrustedDocuments = "GroupResults:GraphQL:TrustedDocuments";
    private const string OnlyTrustedDocuments = "GroupResults:GraphQL:OnlyTrustedDocuments";
    private const string MaxParents = "GroupResults:Questions:MaxParents";
    private const string Parentless = "GroupResults:Questions:ParentlessRepositories";
    private const string JobNameRules = "GroupResults:Questions:JobNameRules";
    private const string Form = "written as [days.]hours:minutes:seconds";

    [Fact]
    public void Read_WithNothingSet_GivesTheDefaults()
    {
        AssertAre(
            new ServiceSettings(
                new StabilityPolicy(new TimeSpan(0, 5, 0), new TimeSpan(0, 5, 0), new TimeSpan(24, 0, 0)),
                new StorageSettings("Data Source=data/groupresults.db"),
                new CacheSettings(268_435_456, null),
                new WarmingSettings(new TimeSpan(0, 0, 5)),
                new GraphQLSettings
                {
                    TrustedDocumentsFile = null,
                    OnlyTrustedDocuments = false,
                    Introspection = false,
                    Explorer = false,
                    Limits = new OperationLimits
                    {
                        Depth = 20,
                        Tokens = 10_000,
                        Fields = 2_000,
                        Repeats = 50,
                        Fragments = 100,
                        Variables = 100,
                        Aliases = 50,
                        Directives = 50,
                        Cost = 1_000,
                        PageSize = 2_000,
                        Batch = 1,
                        Timeout = TimeSpan.FromSeconds(30),
                    },
                },
                new AccessSettings { Reads = ReadAccess.Open },
                new RateSettings { PerToken = null, PerAddress = null, RefusalsPerSecond = 50 },
                new HttpSettings
                {
                    MaxBodyBytes = 41_943_040,
                    MaxAnonymousBodyBytes = 131_072,
                    BodyMemoryBytes = 268_435_456,
                    AnswerMemoryBytes = 268_435_456,
                    MinBytesPerSecond = 4096,
                    HeaderTimeout = TimeSpan.FromSeconds(10),
                    MaxConnections = 20_000,
                    MaxStreams = 5_000,
                    StreamsPerSecond = 100,
                    MaxSubscriptions = 10_000,
                    Origins = [],
                    LoopbackOrigins = false,
                    Proxies = [],
                },
                new QuestionsSection
                {
                    MaxParents = 20,
                    ParentlessRepositories = ["try"],
                    JobNameRules = @"^test-(?<platform>[^/]+)/(?<option>[^-/]+)-(?<suite>.+?)(?:-[0-9]+)?(?:-cf)?\z",
                }),
            Read());
    }

    [Theory]
    [InlineData(Redis)]
    [InlineData(TrustedDocuments)]
    [InlineData("ConnectionStrings:Storage")]
    public void Read_ABlankText_IsAsNotSet(string name) => AssertAre(Read(), Read((name, " ")));

    [Fact]
    public void Read_EverySetting_IsUsed()
    {
        AssertAre(
            new ServiceSettings(
                new StabilityPolicy(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)),
                new StorageSettings("Data Source=other.db", TimeSpan.FromSeconds(10)),
                new CacheSettings(20_000_000, "localhost:6379"),
                new WarmingSettings(TimeSpan.FromSeconds(4)),
                new GraphQLSettings
                {
                    TrustedDocumentsFile = "trusted.json",
                    OnlyTrustedDocuments = true,
                    Introspection = true,
                    Explorer = true,
                    Limits = new OperationLimits
                    {
                        Depth = 1,
                        Tokens = 2,
                        Fields = 3,
                        Repeats = 4,
                        Fragments = 11,
                        Variables = 12,
                        Aliases = 5,
                        Directives = 6,
                        Cost = 7,
                        PageSize = 8,
                        Batch = 9,
                        Timeout = TimeSpan.FromSeconds(10),
                    },
                },
                new AccessSettings { Reads = ReadAccess.Token },
                new RateSettings { PerToken = 1, PerAddress = 2, RefusalsPerSecond = 8 },
                new HttpSettings
                {
                    MaxBodyBytes = 70_000,
                    MaxAnonymousBodyBytes = 69_000,
                    BodyMemoryBytes = 80_000,
                    AnswerMemoryBytes = 70_000_000,
                    MinBytesPerSecond = 3,
                    HeaderTimeout = TimeSpan.FromSeconds(4),
                    MaxConnections = 5,
                    MaxStreams = 6,
                    StreamsPerSecond = 9,
                    MaxSubscriptions = 7,
                    Origins = [],
                    LoopbackOrigins = false,
                    Proxies = [],
                },
                new QuestionsSection { MaxParents = 10, ParentlessRepositories = ["try", "releases/a"], JobNameRules = "(?<suite>.*)" }),
            Read(
                (IdleThreshold, "00:00:01"),
                (ActiveTtl, "00:00:02"),
                (StableTtl, "00:00:03"),
                ("ConnectionStrings:Storage", "Data Source=other.db"),
                (MemoryLimit, "20000000"),
                (Redis, "localhost:6379"),
                (PollInterval, "00:00:04"),
                (Provider, "sqlite"),
                (TrustedDocuments, "trusted.json"),
                (OnlyTrustedDocuments, "true"),
                ("GroupResults:GraphQL:Introspection", "true"),
                ("GroupResults:GraphQL:Explorer", "true"),
                ("GroupResults:GraphQL:MaxDepth", "1"),
                ("GroupResults:GraphQL:MaxTokens", "2"),
                ("GroupResults:GraphQL:MaxFields", "3"),
                ("GroupResults:GraphQL:MaxRepeats", "4"),
                ("GroupResults:GraphQL:MaxFragments", "11"),
                ("GroupResults:GraphQL:MaxVariables", "12"),
                ("GroupResults:GraphQL:MaxAliases", "5"),
                ("GroupResults:GraphQL:MaxDirectives", "6"),
                ("GroupResults:GraphQL:MaxCost", "7"),
                ("GroupResults:GraphQL:MaxPageSize", "8"),
                ("GroupResults:GraphQL:MaxBatch", "9"),
                ("GroupResults:GraphQL:Timeout", "00:00:10"),
                ("GroupResults:Access:Reads", "token"),
                ("GroupResults:RateLimit:PerToken", "1"),
                ("GroupResults:RateLimit:PerAddress", "2"),
                ("GroupResults:Http:MaxBodyBytes", "70000"),
                ("GroupResults:Http:MaxAnonymousBodyBytes", "69000"),
                ("GroupResults:RateLimit:RefusalsPerSecond", "8"),
                ("GroupResults:Http:BodyMemoryBytes", "80000"),
                ("GroupResults:Http:AnswerMemoryBytes", "70000000"),
                ("GroupResults:Http:MinBytesPerSecond", "3"),
                ("GroupResults:Http:HeaderTimeout", "00:00:04"),
                ("GroupResults:Http:MaxConnections", "5"),
                ("GroupResults:Http:MaxStreams", "6"),
                ("GroupResults:Http:StreamsPerSecond", "9"),
                ("GroupResults:Http:MaxSubscriptions", "7"),
                (MaxParents, "10"),
                (Parentless, "try, releases/a"),
                (JobNameRules, "(?<suite>.*)")));
    }

    [Theory]
    [InlineData(IdleThreshold, "00:00:01")]
    [InlineData(IdleThreshold, "1.00:00:00")]
    [InlineData(ActiveTtl, "00:00:01")]
    [InlineData(ActiveTtl, "1.00:00:00")]
    [InlineData(StableTtl, "00:05:00")]
    [InlineData(StableTtl, "30.00:00:00")]
    [InlineData(MemoryLimit, "16777216")]
    [InlineData(MemoryLimit, "9223372036854775807")]
    [InlineData(PollInterval, "00:00:01")]
    [InlineData(PollInterval, "00:00:59")]
    [InlineData(Provider, "Sqlite")]
    [InlineData(MaxParents, "1")]
    [InlineData(MaxParents, "200")]
    [InlineData(Parentless, "")]
    public void Read_AtTheEdgeOfTheRange_IsAccepted(string name, string value) => Assert.NotNull(Read((name, value)));

    [Fact]
    public void Read_BothTimesToLiveAtTheirEdges_AreAccepted()
    {
        Assert.Equal(TimeSpan.FromDays(30), Read((ActiveTtl, "30.00:00:00"), (StableTtl, "30.00:00:00")).Stability.ActiveTtl);
        Assert.Equal(TimeSpan.FromSeconds(1), Read((ActiveTtl, "00:00:01"), (StableTtl, "00:00:01")).Stability.StableTtl);
    }

    [Theory]
    [InlineData(IdleThreshold, "00:00:00.9999999", "a duration from 00:00:01 to 1.00:00:00, " + Form)]
    [InlineData(IdleThreshold, "1.00:00:00.0000001", "a duration from 00:00:01 to 1.00:00:00, " + Form)]
    [InlineData(IdleThreshold, "-00:05:00", "a duration from 00:00:01 to 1.00:00:00, " + Form)]
    [InlineData(IdleThreshold, "5 minutes", "a duration from 00:00:01 to 1.00:00:00, " + Form)]
    [InlineData(ActiveTtl, "5", "a duration from 00:00:01 to 30.00:00:00, " + Form)] // Would be five days.
    [InlineData(ActiveTtl, "00:00:00", "a duration from 00:00:01 to 30.00:00:00, " + Form)]
    [InlineData(ActiveTtl, "30.00:00:00.0000001", "a duration from 00:00:01 to 30.00:00:00, " + Form)]
    [InlineData(StableTtl, "00:00:00", "a duration from 00:00:01 to 30.00:00:00, " + Form)]
    [InlineData(StableTtl, "31.00:00:00", "a duration from 00:00:01 to 30.00:00:00, " + Form)]
    [InlineData(StableTtl, "00:04:59", "at least GroupResults:Cache:ActiveTtl, which is 00:05:00")]
    [InlineData(MemoryLimit, "16777215", "a whole number of bytes, 16777216 or more")]
    [InlineData(MemoryLimit, "256MB", "a whole number of bytes, 16777216 or more")]
    [InlineData(MemoryLimit, "1e9", "a whole number of bytes, 16777216 or more")]
    [InlineData(MemoryLimit, "9223372036854775808", "a whole number of bytes, 16777216 or more")]
    [InlineData(PollInterval, "00:00:00", "a duration from 00:00:01 to 00:00:59, " + Form)]
    [InlineData(PollInterval, "00:01:00", "a duration from 00:00:01 to 00:00:59, " + Form)]
    [InlineData(Provider, "Oracle", "Sqlite")]
    [InlineData("GroupResults:GraphQL:MaxDepth", "0", "a whole number from 1 to 60")]
    [InlineData("GroupResults:GraphQL:MaxDepth", "61", "a whole number from 1 to 60")]
    [InlineData("GroupResults:GraphQL:MaxTokens", "many", "a whole number from 1 to 100000")]
    [InlineData("GroupResults:GraphQL:MaxAliases", "-1", "a whole number from 0 to 1000000")]
    [InlineData("GroupResults:GraphQL:MaxPageSize", "2001", "a whole number from 1 to 2000")]
    [InlineData("GroupResults:GraphQL:MaxBatch", "101", "a whole number from 1 to 100")]
    [InlineData("GroupResults:GraphQL:Timeout", "00:00:00.09", "a duration from 00:00:00.1000000 to 01:00:00, " + Form)]
    [InlineData("GroupResults:GraphQL:Explorer", "yes", "true or false")]
    [InlineData("GroupResults:Access:Reads", "Closed", "Open or Token")]
    [InlineData("GroupResults:Access:Reads", "", "Open or Token")] // The default would be open.
    [InlineData("GroupResults:RateLimit:PerToken", "", "a whole number from 1 to 1000000000")]
    [InlineData(ActiveTtl, " ", "a duration from 00:00:01 to 30.00:00:00, " + Form)]
    [InlineData("GroupResults:RateLimit:PerToken", "0", "a whole number from 1 to 1000000000")]
    [InlineData("GroupResults:RateLimit:RefusalsPerSecond", "0", "a whole number from 1 to 1000000")]
    [InlineData("GroupResults:RateLimit:PerAddress", "none", "a whole number from 1 to 1000000000")]
    [InlineData("GroupResults:Http:MaxBodyBytes", "65535", "a whole number of bytes from 65536 to 2147483647")]
    [InlineData("GroupResults:Http:MaxAnonymousBodyBytes", "41943041", "a whole number of bytes from 65536 to 41943040")]
    [InlineData("GroupResults:Http:BodyMemoryBytes", "41943039", "a whole number of bytes, 41943040 or more")]
    [InlineData("GroupResults:Http:MinBytesPerSecond", "0", "a whole number from 1 to 2147483647")]
    [InlineData("GroupResults:Http:HeaderTimeout", "00:00:00.9", "a duration from 00:00:01 to 00:10:00, " + Form)]
    [InlineData("GroupResults:Http:Origins", "ci.example.org", "origins such as https://ci.example.org, lower case and without a path, separated by commas, or *")]
    [InlineData("GroupResults:Http:Origins", "https://ci.example.org/", "origins such as https://ci.example.org, lower case and without a path, separated by commas, or *")]
    [InlineData(MaxParents, "0", "a whole number from 1 to 200")]
    [InlineData(MaxParents, "201", "a whole number from 1 to 200")]
    [InlineData(Parentless, "a//b", "names of repositories, separated by commas")]
    [InlineData("GroupResults:Http:Proxies", "proxy", "addresses such as 10.0.0.7 or networks such as 10.0.0.0/24, separated by commas")]
    public void Read_OutOfTheRange_NamesTheSettingTheValueAndTheRange(string name, string value, string allowed)
    {
        var refused = Assert.Throws<SettingException>(() => Read((name, value)));

        Assert.Equal($"The setting {name} is '{value}'; it must be {allowed}.", refused.Message);
    }

    [Fact]
    public void Read_APollIntervalWithAFraction_AsksForWholeSeconds()
    {
        var refused = Assert.Throws<SettingException>(() => Read((PollInterval, "00:00:01.5")));

        Assert.Equal("The setting GroupResults:Warming:PollInterval is '00:00:01.5000000'; it must be whole seconds, 00:00:01 to 00:00:59.", refused.Message);
    }

    [Theory]
    [InlineData("abortConnect=false,password=hunter2", "The setting ConnectionStrings:Redis names no server; it must name one, such as 'localhost:6379'.")]
    [InlineData("localhost:6379,password=hunter2,nonsense=1", "The setting ConnectionStrings:Redis is not a Redis connection string such as 'localhost:6379': ")]
    [InlineData("localhost:6379,password=begins,hunter2=ends", "The setting ConnectionStrings:Redis is not a Redis connection string such as 'localhost:6379': ")]
    public void Read_ARedisThatCannotBeUsed_SaysSoWithoutThePassword(string value, string message)
    {
        var refused = Assert.Throws<SettingException>(() => Read((Redis, value)));

        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Read_Lists_AreTakenApartAtTheirCommas()
    {
        var http = Read(("GroupResults:Http:Origins", "https://a.example, http://b.example:81"), ("GroupResults:Http:Proxies", "10.0.0.7,fd00::/8")).Http;

        Assert.Equal(["https://a.example", "http://b.example:81"], http.Origins);
        Assert.Equal([IPNetwork.Parse("10.0.0.7/32"), IPNetwork.Parse("fd00::/8")], http.ProxyNetworks);
    }

    [Fact]
    public void Read_LoopbackOrigins_AreForDevelopment()
    {
        const string Setting = "GroupResults:Http:LoopbackOrigins";
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(Setting, (string?)"true")]).Build();

        Assert.True(ServiceSettings.Read(configuration, ServiceSettings.DefaultStorage, isDevelopment: true).Http.LoopbackOrigins);
        Assert.Equal(
            $"The setting {Setting} is 'true'; it must be false outside Development.",
            Assert.Throws<SettingException>(() => Read((Setting, "true"))).Message);
    }

    [Fact]
    public void Read_NoParentlessRepositories_AreNone() => Assert.Empty(Read((Parentless, "")).Questions.ToSettings().ParentlessRepositories);

    [Fact]
    public void Read_SeveralJobNameRules_AreTriedInTheirOrder()
    {
        var rules = Read((JobNameRules, " ^a-(?<platform>[^-]+)-(?<suite>.*)\n\t^(?<suite>[^-]+) ")).Questions.ToSettings().JobNames;

        Assert.Equal(new RunProperties("linux", null, null, "web", null), rules.Parse("a-linux-web"));
        Assert.Equal(new RunProperties(null, null, null, "b", null), rules.Parse("b-linux-web"));
    }

    [Theory]
    [InlineData("(?<suite>.*", "(?<suite>.*", "is not a regular expression: InsufficientClosingParentheses at offset 11")]
    [InlineData("^(?<suite>.+) ^(?<colour>.+)", "^(?<colour>.+)", "has the group colour; the groups are platform, option, variant, suite, tier")]
    [InlineData("^test-(.+)", "^test-(.+)", "names nothing; it needs at least one of the groups platform, option, variant, suite, tier")]
    public void Read_AJobNameRuleThatIsNone_SaysWhichAndWhy(string rules, string rule, string error)
    {
        var refused = Assert.Throws<SettingException>(() => Read((JobNameRules, rules)));

        Assert.Equal($"The setting {JobNameRules} has the rule '{rule}', which {error}.", refused.Message);
    }

    [Fact]
    public void Read_LimitsOfBodies_FollowTheLargestBody()
    {
        var small = Read(("GroupResults:Http:MaxBodyBytes", "70000")).Http;
        var large = Read(("GroupResults:Http:MaxBodyBytes", "500000000")).Http;

        Assert.Equal((70_000, 268_435_456), (small.MaxAnonymousBodyBytes, small.BodyMemoryBytes));
        Assert.Equal((131_072, 500_000_000), (large.MaxAnonymousBodyBytes, large.BodyMemoryBytes));
    }

    [Fact]
    public void Read_SeveralFaults_TellsOfEachInALineOfItsOwn()
    {
        var refused = Assert.Throws<SettingException>(() => Read((ActiveTtl, "soon"), ("GroupResults:GraphQL:MaxDepth", "61"), (OnlyTrustedDocuments, "true")));

        Assert.Equal(
            $"""
            The setting {ActiveTtl} is 'soon'; it must be a duration from 00:00:01 to 30.00:00:00, {Form}.
            The setting GroupResults:GraphQL:MaxDepth is '61'; it must be a whole number from 1 to 60.
            The setting {OnlyTrustedDocuments} is 'true', so {TrustedDocuments} must name the file of trusted documents.
            """,
            refused.Message);
    }

    /// <summary>All values, whatever type holds them.</summary>
    private static void AssertAre(ServiceSettings expected, ServiceSettings actual)
    {
        Assert.Equivalent(expected.GraphQL.Limits, actual.GraphQL.Limits, strict: true); // Not public, so not compared with what it is in.
        Assert.Equal(expected.Access, actual.Access);
        foreach (var (one, other) in (IEnumerable<(object, object)>)
            [(expected.Stability, actual.Stability), (expected.Storage, actual.Storage), (expected.Cache, actual.Cache), (expected.Warming, actual.Warming), (expected.GraphQL, actual.GraphQL), (expected.Rates, actual.Rates), (expected.Http, actual.Http), (expected.Questions, actual.Questions)])
            Assert.Equivalent(one, other, strict: true);
    }

    private static ServiceSettings Read(params (string Name, string? Value)[] settings) => ServiceSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))).Build(),
        ServiceSettings.DefaultStorage,
        isDevelopment: false);
}
