package org.bailiwick.serverlog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** A process that prints before its logging is configured, while it works, and at its end. */
final class Printing {
  private Printing() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.out.println("before");
    for (int times = 0; times < 2; times++) {
      try (InputStream settings = Files.newInputStream(Path.of(arguments[0]))) {
        LogManager.getLogManager().readConfiguration(settings);
      }
    }
    System.out.println("printed");
    System.err.println("complained");
    System.err.println();
    System.out.print("half ");
    System.out.println("whole");
    Runtime.getRuntime().addShutdownHook(new Thread(Printing::afterTheLog));
    throw new IllegalStateException("the end");
  }

  private static void afterTheLog() {
    LogManager.getLogManager().reset();
    System.out.println("after");
  }
}
