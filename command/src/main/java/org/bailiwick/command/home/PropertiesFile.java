package org.bailiwick.command.home;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** A file of Java properties, such as the settings of a node. */
public record PropertiesFile(Path file, Properties properties) {

  public static PropertiesFile read(Path file) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
      return new PropertiesFile(file, properties);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  /**
   * The settings of a node of this home.
   *
   * @throws IllegalStateException if the home has no such node, or is none
   */
  public static PropertiesFile ofNode(Path home, String node) {
    Path file = home.resolve(node).resolve("bailiwick.properties");
    if (Files.notExists(file)) {
      throw new IllegalStateException(withoutNode(home, node, file));
    }
    return read(file);
  }

  private static String withoutNode(Path home, String node, Path file) {
    if (Files.notExists(home)) {
      return "There is no home at "
          + home
          + "\n  ./bailiwick up makes one there; BAILIWICK_HOME or --home names another.";
    }
    return "The home %s has no node %s: there is no file %s".formatted(home, node, file)
        + "\n  BAILIWICK_HOME or --home names the home that has it; ./bailiwick up makes one in an"
        + " empty folder.";
  }

  public Set<String> names() {
    return properties.stringPropertyNames();
  }

  public Optional<String> find(String name) {
    return Optional.ofNullable(properties.getProperty(name));
  }

  /**
   * The value of a property.
   *
   * @throws IllegalStateException if it is not set
   */
  public String get(String name) {
    return find(name).orElseThrow(() -> new IllegalStateException(name + " is not set in " + file));
  }
}
