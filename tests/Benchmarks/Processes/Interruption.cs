using System.Runtime.InteropServices;

namespace GroupResults.Benchmarks.Processes;

/// <summary>Lets a command end in order, its processes and files gone, when it is interrupted or lacks a tool.</summary>
internal static class Interruption
{
    private const int Interrupted = 130; // What a shell reports after Ctrl+C.

    internal static async Task<int> RunAsync(Func<CancellationToken, Task> command)
    {
        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await command(stopping.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return Interrupted;
        }
        catch (ToolMissingException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopping.Cancel();
        }
    }
}
