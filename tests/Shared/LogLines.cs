using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GroupResults.Tests;

/// <summary>Keeps what is logged by all loggers.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Text)> _lines = new();
    private readonly ConcurrentQueue<string> _errors = new();

    internal IReadOnlyList<(int Id, string Text)> Lines => [.. _lines];

    internal IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>How many lines of this event there are by now.</summary>
    internal int Count(int id)
    {
        lock (Lines) return Lines.Count(line => line.Id == id);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        _lines.Enqueue((eventId.Id, text));
        if (logLevel >= LogLevel.Error) _errors.Enqueue(text);
    }

    public void Dispose()
    {
        // It holds nothing but text.
    }
}
