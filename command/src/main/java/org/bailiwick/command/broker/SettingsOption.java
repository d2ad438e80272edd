package org.bailiwick.command.broker;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;
import org.bailiwick.broker.BrokerSettings;
import org.bailiwick.broker.store.BrokerStore;
import picocli.CommandLine.Option;

/** The option that names the broker's settings. */
final class SettingsOption {
  @Option(
      names = "--settings",
      required = true,
      description = "The broker's settings, a file of properties (docs/broker.md).")
  private Path file;

  BrokerSettings read() {
    return BrokerSettings.read(file);
  }

  /** Runs with the broker's database. */
  <T> T withStore(Function<BrokerStore, T> work) {
    try (BrokerStore store = BrokerStore.open(read().database(), Clock.systemUTC())) {
      return work.apply(store);
    }
  }
}
