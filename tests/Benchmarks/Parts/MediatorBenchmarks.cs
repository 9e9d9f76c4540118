using BenchmarkDotNet.Attributes;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Benchmarks.Parts;

/// <summary>The least that a request through MediatR costs: two behaviours that do nothing and a handler that does next to nothing.</summary>
[MemoryDiagnoser]
public class MediatorBenchmarks
{
    private static readonly Question Asked = new(Number: 7);

    private ServiceProvider? _services;
    private IMediator? _mediator;
    private IRequestHandler<Question, string>? _handler;

    /// <summary>As the service registers its own.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddSingleton<IMediator, Mediator>();
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(OuterBehavior<,>));
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(InnerBehavior<,>));
        services.AddSingleton<IRequestHandler<Question, string>, QuestionHandler>();
        _services = services.BuildServiceProvider();
        _mediator = _services.GetRequiredService<IMediator>();
        _handler = _services.GetRequiredService<IRequestHandler<Question, string>>();
    }

    [GlobalCleanup]
    public void CleanUp() => _services?.Dispose();

    [Benchmark(Baseline = true)]
    public async Task<string> CallHandlerAsync() => await _handler!.Handle(Asked, CancellationToken.None);

    [Benchmark]
    public async Task<string> SendAsync() => await _mediator!.Send(Asked);

    private sealed record Question(int Number) : IRequest<string>;

    /// <summary>Its answer is there already, as a hit's is.</summary>
    private sealed class QuestionHandler : IRequestHandler<Question, string>
    {
        private static readonly Task<string> Answer = Task.FromResult("");

        public Task<string> Handle(Question request, CancellationToken cancellationToken) => Answer;
    }

    private sealed class OuterBehavior<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
        where TRequest : IRequest<TResponse>
    {
        public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) => next();
    }

    private sealed class InnerBehavior<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
        where TRequest : IRequest<TResponse>
    {
        public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) => next();
    }
}
