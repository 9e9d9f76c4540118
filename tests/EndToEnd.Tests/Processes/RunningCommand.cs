using System.Collections.Concurrent;
using System.Diagnostics;

namespace GroupResults.EndToEnd.Tests.Processes;

/// <summary>A command that goes on until it is disposed of, such as one that follows a push.</summary>
internal sealed class RunningCommand : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _printed = new();

    private RunningCommand(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) _printed.Enqueue(line.Data);
        };
        _process.BeginErrorReadLine();
    }

    internal static RunningCommand Start(string directory, string command, params IEnumerable<string> arguments) =>
        new(Command.Start(directory, command, arguments));

    /// <summary>Reads on to a line as it is expected. The test fails where none comes; all that was printed is shown.</summary>
    internal async Task PrintsAsync(Func<string, bool> expected, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Eventually.Limit);
        try
        {
            while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                _printed.Enqueue(line);
                if (expected(line)) return;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Said below.
        }

        Assert.Fail($"The line did not come. '{_process.StartInfo.FileName}' printed:\n{string.Join('\n', _printed)}\nIt ran:\n{_process.StartInfo.ArgumentList[^1]}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
