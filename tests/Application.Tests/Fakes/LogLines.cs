using Microsoft.Extensions.Logging;

namespace GroupResults.Application.Tests.Fakes;

/// <summary>Keeps what is logged by all loggers.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    internal List<(int Id, string Text)> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Lines) Lines.Add((eventId.Id, formatter(state, exception)));
    }

    public void Dispose()
    {
    }
}
