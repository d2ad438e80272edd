package org.bailiwick.node.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the running code, from the file that Maven puts into each jar. */
final class NodeVersion {
  private static final String FILE = "/META-INF/maven/org.bailiwick/node-support/pom.properties";

  private NodeVersion() {}

  /** The version; "unknown" for classes that are in no jar. */
  static String current() {
    return Read.VERSION;
  }

  private static final class Read {
    static final String VERSION = read();

    private static String read() {
      try (InputStream file = NodeVersion.class.getResourceAsStream(FILE)) {
        Properties of = new Properties();
        if (file != null) {
          of.load(file);
        }
        return of.getProperty("version", "unknown");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
