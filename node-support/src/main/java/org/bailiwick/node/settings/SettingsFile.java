package org.bailiwick.node.settings;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The properties file of a process beside the nodes. Relative paths begin at its folder. A name
 * that nobody asks for is a fault, because it is a mistyped one.
 */
public final class SettingsFile {
  private final Properties properties = new Properties();
  private final SortedSet<String> unread;
  private final Path folder;
  private final Settings settings;

  private SettingsFile(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
    this.unread = new TreeSet<>(properties.stringPropertyNames());
    this.folder = file.toAbsolutePath().getParent();
    this.settings =
        Settings.from(
            name -> {
              unread.remove(name);
              return Optional.ofNullable(properties.getProperty(name));
            });
  }

  /**
   * Reads the file.
   *
   * @throws IllegalStateException naming every fault of the file
   * @throws UncheckedIOException if it cannot be read
   */
  public static <T> T read(Path file, Function<SettingsFile, T> reading) {
    SettingsFile from = new SettingsFile(file);
    T read = reading.apply(from);
    from.unread.forEach(name -> from.settings.fault(name, "is not known"));
    from.settings.done();
    return read;
  }

  /** The values. */
  public Settings settings() {
    return settings;
  }

  /** The names of all values of the file. */
  public SortedSet<String> names() {
    return new TreeSet<>(properties.stringPropertyNames());
  }

  /** The path in this value, which has to be there. */
  public Path path(String name) {
    return resolve(settings.path(name));
  }

  /** The path from the file's folder on. */
  public Path resolve(Path path) {
    return folder.resolve(path);
  }
}
