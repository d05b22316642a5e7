namespace Gerai.Stores;

/// <summary>
/// A key that payment codes of one chain are made with, sealed. Counters below <see cref="CounterNext"/> have been
/// handed out; once retired, no more are.
/// </summary>
internal sealed record CodeKey(int Id, StoreChain Chain, string Sealed, long CounterNext, bool Retired);
