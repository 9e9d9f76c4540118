using System.Globalization;

namespace GroupResults.Api.Demo;

/// <summary>Shows a progress bar on a terminal, and one line per push elsewhere.</summary>
/// <param name="total">The number of results to send.</param>
internal sealed class DemoProgress(TextWriter output, int total)
{
    private const int Width = 40;

    private readonly bool _isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
    private int _sent;

    internal async Task AdvanceAsync(int results)
    {
        _sent += results;
        if (!_isTerminal) return;
        var filled = (int)((long)Width * _sent / total);
        var bar = new string('#', filled) + new string('.', Width - filled);
        await output.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"\r[{bar}] {_sent,9:N0} of {total:N0} group results"));
        await output.FlushAsync();
    }

    /// <param name="changed">How many of the reports and facts changed something.</param>
    internal Task PushDoneAsync(DemoPush push, DemoFacts facts, int changed) => _isTerminal
        ? Task.CompletedTask
        : output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"  {push.Key}: {push.Reports.Count:N0} reports, {push.ResultCount:N0} results, {facts.Count:N0} facts, {changed:N0} changed"));

    internal Task EndAsync() => _isTerminal ? output.WriteLineAsync() : Task.CompletedTask;
}
