package org.bailiwick.command.broker;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;
import org.bailiwick.broker.BrokerSettings;
import org.bailiwick.broker.records.RecordKey;
import org.bailiwick.broker.records.SignedRecords;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.node.hsm.Pkcs11Token;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that names the broker's settings. */
final class SettingsOption {
  private static final String HOME = "BAILIWICK_HOME";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description =
          "The broker's settings (docs/broker.md); by default broker/broker.properties of the home.")
  private Path file;

  BrokerSettings read() {
    return BrokerSettings.read(
        file == null ? ofHome(spec, "--settings", "broker/broker.properties") : file);
  }

  /**
   * What an option means that was not given: this place in the home.
   *
   * @throws ParameterException if there is no home
   */
  static Path ofHome(CommandSpec command, String option, String place) {
    return ofHome(command, option, place, System.getenv(HOME));
  }

  static Path ofHome(CommandSpec command, String option, String place, String home) {
    if (home == null) {
      throw new ParameterException(
          command.commandLine(), "Missing required option: " + option + ", or " + HOME);
    }
    return Path.of(home, place);
  }

  /** Runs with the broker's database. */
  <T> T withStore(Function<BrokerStore, T> work) {
    try (BrokerStore store = BrokerStore.open(read().database(), Clock.systemUTC())) {
      return work.apply(store);
    }
  }

  /** Runs with the broker's audit log, its signed heads and the token. */
  <T> T withRecords(Function<BrokerRecords, T> work) {
    BrokerSettings settings = read();
    Clock clock = Clock.systemUTC();
    try (BrokerStore store = BrokerStore.open(settings.database(), clock);
        Pkcs11Token token = Pkcs11Token.open(settings.token())) {
      RecordKey key = new RecordKey(token);
      SignedRecords records = new SignedRecords(settings.watch().headsFile(), store, key, clock);
      return work.apply(new BrokerRecords(store, records, key));
    }
  }
}
