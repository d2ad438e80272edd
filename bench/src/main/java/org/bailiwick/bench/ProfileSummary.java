package org.bailiwick.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Prints the parts of the processor time in a recording of Java Flight Recorder, by {@link
 * CostParts}: each part's share of the samples, and this share of the processor time of one
 * issuance in microseconds. Native calls are sampled half as often (jdk.NativeMethodSample every 20
 * ms, jdk.ExecutionSample every 10 ms in the settings "profile") and therefore count double; native
 * calls that wait for input or for other threads are ignored.
 */
public final class ProfileSummary {
  private static final List<String> WAITS =
      List.of("sun.nio.ch.", "java.io.FileInputStream", "java.net.", "sun.nio.fs.");

  private final Map<String, Integer> weights = new HashMap<>();

  ProfileSummary() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("usage: ProfileSummary RECORDING MICROSECONDS-OF-ONE-ISSUANCE");
      System.exit(2);
    }
    ProfileSummary summary = new ProfileSummary();
    try (RecordingFile recording = new RecordingFile(Path.of(arguments[0]))) {
      while (recording.hasMoreEvents()) {
        summary.add(recording.readEvent());
      }
    }
    System.out.print(summary.table(Integer.parseInt(arguments[1])));
  }

  private void add(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return;
    }
    List<String> classes =
        event.getStackTrace().getFrames().stream()
            .map(frame -> frame.getMethod().getType().getName())
            .toList();
    switch (event.getEventType().getName()) {
      case "jdk.ExecutionSample" -> add(classes, 1);
      case "jdk.NativeMethodSample" -> {
        if (WAITS.stream().noneMatch(classes.getFirst()::startsWith)) {
          add(classes, 2);
        }
      }
      default -> {} // not a sample
    }
  }

  void add(List<String> classes, int weight) {
    weights.merge(CostParts.of(classes), weight, Integer::sum);
  }

  /** One line for each part, the largest first. */
  String table(int microseconds) {
    int all = weights.values().stream().mapToInt(Integer::intValue).sum();
    return weights.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .map(
            part ->
                String.format(
                    Locale.ROOT,
                    "%5.1f %% %6d us  %s%n",
                    100.0 * part.getValue() / all,
                    (long) part.getValue() * microseconds / all,
                    part.getKey()))
        .collect(Collectors.joining());
  }
}
