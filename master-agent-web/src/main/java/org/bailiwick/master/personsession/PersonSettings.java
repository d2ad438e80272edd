package org.bailiwick.master.personsession;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.node.settings.Settings;

/**
 * Where the files about people's clients and providers are, and the bounds of sessions.
 *
 * @param clientsFolder no person signs in without it
 * @param keyFile the key for the tokens of providers
 * @param sessionLifetime the time after which a person must sign in again
 * @param checkInterval how often the provider is asked about a person who has something done
 * @param statusAge the age from which its last answer does not count
 */
public record PersonSettings(
    Optional<Path> clientsFolder,
    Optional<Path> providersFolder,
    Optional<Path> keyFile,
    Duration sessionLifetime,
    Duration checkInterval,
    Duration statusAge) {

  private static final String CLIENTS = "master.clients-folder";
  private static final String PROVIDERS = "master.providers-folder";
  private static final String KEY = "master.person-key-file";
  private static final String AGE = "master.person-status-age";
  private static final String INTERVAL = "master.person-check-interval";
  private static final String LIFETIME = "master.person-session-lifetime";

  /** Reads the settings. */
  public static PersonSettings read(Settings settings) {
    PersonSettings read =
        new PersonSettings(
            settings.findPath(CLIENTS),
            settings.findPath(PROVIDERS),
            settings.findPath(KEY),
            settings.duration(LIFETIME, Duration.ofHours(10)),
            settings.duration(INTERVAL, Duration.ofSeconds(30)),
            settings.duration(AGE, Duration.ofMinutes(2)));
    if (read.statusAge.compareTo(read.checkInterval) <= 0) {
      settings.fault(AGE, "must be longer than " + INTERVAL);
    }
    if (read.clientsFolder.isPresent() && read.providersFolder.isEmpty()) {
      settings.fault(PROVIDERS, "is missing beside " + CLIENTS);
    }
    if (read.clientsFolder.isPresent() && read.keyFile.isEmpty()) {
      settings.fault(KEY, "is missing beside " + CLIENTS);
    }
    return read;
  }
}
