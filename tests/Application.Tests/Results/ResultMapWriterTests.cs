using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using GroupResults.Application.Results;
using GroupResults.Domain.Results;
using static GroupResults.Application.Tests.Results.TestSnapshots;

namespace GroupResults.Application.Tests.Results;

public sealed class ResultMapWriterTests
{
    private static readonly string[] SomeNames = ["a", "b\"", "ü", "🦊", "\u2028", "<", "default", "/x y"];

    [Fact]
    public void Write_NoRuns_IsAnEmptyObject() => Assert.Equal("{}", Write());

    [Fact]
    public void Write_OneRun_HasOkAsTrueAndErrorAsFalse() =>
        Assert.Equal(
            """{"a":{"x":true,"y":false}}""", Write(new Run("a", 0, Ok("x"), Error("y"), Skip("z"), Unsupported("w"))));

    [Fact]
    public void Write_SeveralTasks_AreInTheOrderOfTheirFirstReport() =>
        Assert.Equal(
            """{"b":{"x":true},"a":{"x":false},"c":{"y":true}}""",
            Write(new Run("b", 0, Ok("x")), new Run("a", 0, Error("x")), new Run("c", 0, Ok("y"))));

    [Fact]
    public void Write_TaskWithNothingLeft_DoesNotAppear()
    {
        Assert.Equal("{}", Write(new Run("a", 0, Skip("x"), Unsupported("y")), new Run("b", 0)));
        Assert.Equal(
            """{"c":{"x":true},"e":{"x":true}}""",
            Write(new Run("a", 0), new Run("b", 0, Skip("x")), new Run("c", 0, Ok("x")), new Run("d", 0), new Run("e", 0, Ok("x")), new Run("f", 0)));
    }

    [Fact]
    public void Write_LaterRunReportsAGroupAgain_SpeaksForIt() =>
        Assert.Equal(
            """{"a":{"x":true,"y":false,"z":true}}""",
            Write(new Run("a", 0, Error("x"), Ok("y"), Ok("z")), new Run("a", 1, Ok("x"), Error("y"))));

    [Theory]
    [InlineData(GroupStatus.Skip)]
    [InlineData(GroupStatus.Unsupported)]
    public void Write_LaterRunDidNotRunAGroup_HidesNothing(GroupStatus status) =>
        Assert.Equal(
            """{"a":{"x":false,"y":true}}""",
            Write(new Run("a", 0, Error("x"), Ok("y")), new Run("a", 1, new GroupResult("x", status, 0))));

    [Fact]
    public void Write_LaterRunSkipsAll_HidesNothing() =>
        Assert.Equal("""{"a":{"x":true},"b":{"x":true}}""", Write(new Run("a", 0, Ok("x")), new Run("b", 0, Ok("x")), new Run("a", 1, Skip("x"))));

    [Fact]
    public void Write_EveryRunSkipsAGroup_LeavesItOut() =>
        Assert.Equal("""{"a":{"y":true}}""", Write(new Run("a", 0, Skip("x"), Ok("y")), new Run("a", 1, Unsupported("x"))));

    [Fact]
    public void Write_RunsReportedOutOfOrder_GoesByTheirNumbers() =>
        Assert.Equal(
            """{"a":{"x":true}}""",
            Write(new Run("a", 10, Ok("x")), new Run("a", 2, Error("x")), new Run("a", 9, Error("x"))));

    [Fact]
    public void Write_OddNames_AreEscapedForJson()
    {
        string[] names = ["say \"hi\"", "<b>&'", "ü/日本語/🦊", "a b:c", "line\u2028sep\u2029", "\u0085\u00a0\uffff", "/abs/path", "+`"];
        var json = ResultMapWriter.Write(Of(new Run("a", 0, [.. names.Select(Ok)])));

        using var parsed = JsonDocument.Parse(json);
        Assert.Equal(
            string.Join('|', names),
            string.Join('|', parsed.RootElement.GetProperty("a").EnumerateObject().Select(group => group.Name)));
        Assert.Contains("ü/日本語", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AnyRuns_AgreesWithANaiveModel()
    {
        var name = Gen.Int[0, SomeNames.Length - 1].Select(i => SomeNames[i]);
        var result = Gen.Select(name, Gen.Int[0, 3]).Select((group, status) => new GroupResult(group, (GroupStatus)status, 1));
        var run = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], result.Array[0, 8]).Select((task, number, results) => new Run(
            $"task{task}", number, [.. results.DistinctBy(each => each.Group, StringComparer.Ordinal)]));
        var runs = run.Array[0, 12].Select(each => each.DistinctBy(one => (one.TaskId, one.RunId)).ToArray());

        runs.Sample(sent => Assert.Equal(Model(sent), Parse(ResultMapWriter.Write(Of(sent)))));
    }

    [Theory]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(2_500)]
    public void Write_ManyTasks_WrittenInPartsReadAsOneMap(int count)
    {
        // The second part has nothing to write, the last task neither; some of the first part have another run, reported at the end.
        var runs = Enumerable.Range(0, count)
            .Select(i => i is >= 512 and < 1_024 || i == count - 1 ? new Run($"task{i}", 0, Skip("x")) : new Run($"task{i}", 0, Ok("x"), Error("z")))
            .Concat(Enumerable.Range(0, 70).Select(i => new Run($"task{i * 7}", 1, Ok("z"), Skip("y"))))
            .ToArray();

        var json = ResultMapWriter.Write(Of(runs));

        Assert.Equal(Model(runs), Parse(json));
        using var document = JsonDocument.Parse(json);
        var order = document.RootElement.EnumerateObject().Select(task => int.Parse(task.Name.AsSpan(4), CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(order.Order(), order);
    }

    /// <summary>Lines such as <c>task1 🦊 true</c>, sorted.</summary>
    private static string Model(Run[] runs)
    {
        var lines =
            from run in runs
            from result in run.Results
            where Says(result)
            where !runs.Any(later => later.TaskId == run.TaskId && later.RunId > run.RunId && later.Results.Any(r => r.Group == result.Group && Says(r)))
            select $"{run.TaskId} {result.Group} {(result.Status is GroupStatus.Ok ? "true" : "false")}";
        return Sorted(lines);

        static bool Says(GroupResult result) => result.Status is GroupStatus.Ok or GroupStatus.Error;
    }

    private static string Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var tasks = document.RootElement.EnumerateObject().ToList();
        Assert.Equal(tasks.Count, tasks.DistinctBy(task => task.Name, StringComparer.Ordinal).Count());
        Assert.All(tasks, task => Assert.NotEmpty(task.Value.EnumerateObject()));
        return Sorted(tasks.SelectMany(task => task.Value.EnumerateObject().Select(group => $"{task.Name} {group.Name} {group.Value.GetRawText()}")));
    }

    private static string Sorted(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));

    private static string Write(params Run[] runs) => Encoding.UTF8.GetString(ResultMapWriter.Write(Of(runs)));
}
