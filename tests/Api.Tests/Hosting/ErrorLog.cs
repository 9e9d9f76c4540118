using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GroupResults.Api.Tests.Hosting;

/// <summary>What a service logs as an error or worse, whatever its settings say.</summary>
internal sealed class ErrorLog : ILoggerProvider, ILogger
{
    internal ConcurrentQueue<string> Errors { get; } = new();

    internal void AddTo(IServiceCollection services) =>
        services.AddLogging(logging => logging.AddProvider(this).AddFilter<ErrorLog>(category: null, LogLevel.Error));

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) Errors.Enqueue($"{formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
        // It holds nothing but text.
    }
}
