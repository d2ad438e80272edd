package org.bailiwick.system;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The PostgreSQL server that nodes of a test's own are on, for tests of what they do without it.
 */
public final class PostgresServer {
  private final Path script;
  private final Path folder;

  PostgresServer(Path root, Path nodes) {
    this.script = root.resolve("launcher/test/postgresql.sh");
    this.folder = nodes.resolve("postgresql");
  }

  /** Ends it without notice; what it holds stays. */
  public void kill() {
    run("kill");
  }

  /** Starts it after that. */
  public void startAgain() {
    run("again");
  }

  /** Its processes stand still: connections stay, and nothing is answered. */
  public void pause() {
    run("pause");
  }

  public void resume() {
    run("resume");
  }

  private void run(String verb) {
    List<String> command = List.of("bash", script.toString(), verb, folder.toString());
    Path log = folder.resolve(verb + ".log");
    if (Script.run(command, Map.of(), log) != 0) {
      throw new IllegalStateException(verb + " failed:\n" + Nodes.read(log));
    }
  }
}
