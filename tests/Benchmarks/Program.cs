Console.WriteLine("Benchmarks: table");
