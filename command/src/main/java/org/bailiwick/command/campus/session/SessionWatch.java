package org.bailiwick.command.campus.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.bailiwick.client.revocation.CrlState;
import org.bailiwick.command.campus.session.SessionNotes.Event;

/**
 * Has switches end the sessions of certificates that were revoked, have expired, or whose status
 * nobody knows any more.
 */
public final class SessionWatch implements AutoCloseable {
  /** What to do when the CRL has passed its nextUpdate and none can be fetched. */
  public enum WhenStale {
    DISCONNECT,
    KEEP
  }

  /** How a switch takes requests of RFC 5176. */
  public record Switch(String secret, int port) {
    @Override
    public String toString() {
      return "port " + port;
    }
  }

  /**
   * What an operator has decided.
   *
   * @param journal folder of the journal
   * @param notes file of what was done
   * @param own the address from which switches take requests, that of the RADIUS server
   * @param switches the switch of a name at an address; empty if the RADIUS server has none such
   * @param admissionCounts how long an admission, at which the responder was asked, says that the
   *     certificate is good where no CRL says anything
   */
  public record Settings(
      Path journal,
      Path notes,
      InetAddress own,
      BiFunction<String, InetAddress, Optional<Switch>> switches,
      WhenStale whenStale,
      Duration admissionCounts,
      Consumer<String> log,
      InstantSource clock) {}

  private final Settings settings;
  private final BiFunction<String, BigInteger, CrlState> status;
  private final SessionJournal journal;
  private final SessionNotes notes;
  private final Map<String, WatchedSession> sessions = new HashMap<>();
  private final Map<InetSocketAddress, SwitchLine> lines = new ConcurrentHashMap<>();
  private final ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();
  private final FaultLog faults;

  private SessionWatch(
      Settings settings, BiFunction<String, BigInteger, CrlState> status, SessionNotes notes) {
    this.settings = settings;
    this.status = status;
    this.notes = notes;
    this.journal = new SessionJournal(settings.journal());
    this.faults = new FaultLog(settings.log());
  }

  /**
   * Reads the journal and the notes; nothing is sent before {@link #look}.
   *
   * @param status of a certificate by authority key identifier and serial number
   * @throws IllegalArgumentException if another process watches here
   */
  public static SessionWatch open(
      Settings settings, BiFunction<String, BigInteger, CrlState> status) throws IOException {
    return new SessionWatch(settings, status, SessionNotes.open(settings.notes()));
  }

  /** Reads what was admitted since, and has the switches asked for whatever is due. */
  public synchronized void look() {
    try {
      journal.readNew(this::admit);
      faults.over("journal");
    } catch (IOException | UncheckedIOException e) {
      faults.begun("journal", "journal=unreadable cause=" + e.getMessage());
    }
    Instant now = settings.clock().instant();
    for (WatchedSession each : List.copyOf(sessions.values())) {
      look(each, now);
    }
  }

  /** The number of sessions that are not over, as far as is known. */
  public synchronized int count() {
    return sessions.size();
  }

  private void admit(String line) {
    Optional<AdmittedSession> read = JournalLine.parse(line);
    if (read.isEmpty()) {
      settings.log().accept("journal=line-unreadable octets=" + line.length());
      return;
    }
    AdmittedSession session = read.get();
    Optional<SessionNotes.Note> note = notes.of(session);
    if (note.map(each -> each.event().isOver()).orElse(false)) {
      sessions.remove(session.place());
      return;
    }
    WatchedSession watched = new WatchedSession(session);
    note.filter(each -> each.event() == Event.REVOKED)
        .ifPresent(each -> watched.hasToEnd(each.event()));
    sessions.put(session.place(), watched);
  }

  private void look(WatchedSession watched, Instant now) {
    if (watched.isAsking()) {
      return;
    }
    Optional<Event> reason = reason(watched.session(), now);
    if (watched.due().isEmpty() && reason.isPresent()) {
      watched.hasToEnd(reason.get());
      say(watched, "due");
      note(watched, reason.get());
    } else if (watched.due().equals(Optional.of(Event.STALE)) && reason.isEmpty()) {
      watched.mayStay();
    }
    if (watched.isHopeless()) {
      over(watched, Event.GIVEN_UP);
    } else if (watched.isReady(now)) {
      watched.asking();
      Future<?> unused = asking.submit(() -> ask(watched));
    }
  }

  private Optional<Event> reason(AdmittedSession session, Instant now) {
    if (!now.isBefore(session.certificate().ends())) {
      return Optional.of(Event.EXPIRED);
    }
    CrlState state = status.apply(session.certificate().issuerKey(), session.serial());
    boolean longAgo = now.isAfter(session.at().plus(settings.admissionCounts()));
    return switch (state) {
      case GOOD -> Optional.empty();
      case REVOKED -> Optional.of(Event.REVOKED);
      case UNKNOWN ->
          longAgo && settings.whenStale() == WhenStale.DISCONNECT
              ? Optional.of(Event.STALE)
              : Optional.empty();
    };
  }

  /** In a thread of its own: asks the switch, and takes its answer. */
  private void ask(WatchedSession watched) {
    AdmittedSession session = watched.session();
    try {
      Optional<SwitchLine> line = line(session);
      Optional<DisconnectAnswer> answer =
          line.isPresent() ? line.get().end(session) : Optional.empty();
      took(watched, answer, line.isPresent() ? "silent" : "switch-unknown");
    } catch (IOException | RuntimeException e) {
      took(watched, Optional.empty(), "not-sent cause=" + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<SwitchLine> line(AdmittedSession session) {
    return settings
        .switches()
        .apply(session.client(), session.from())
        .map(
            known ->
                lines.computeIfAbsent(
                    new InetSocketAddress(session.from(), known.port()),
                    address ->
                        new SwitchLine(settings.own(), address, known.secret(), settings.clock())));
  }

  private synchronized void took(
      WatchedSession watched, Optional<DisconnectAnswer> answer, String otherwise) {
    if (answer.map(DisconnectAnswer::acknowledged).orElse(false)) {
      over(watched, Event.ENDED);
    } else if (answer.map(DisconnectAnswer::isNoSession).orElse(false)) {
      over(watched, Event.ABSENT);
    } else {
      watched.again(settings.clock().instant());
      say(watched, answer.map(each -> "refused cause=" + each.cause()).orElse(otherwise));
    }
  }

  private void over(WatchedSession watched, Event event) {
    say(watched, word(event));
    note(watched, event);
    sessions.remove(watched.session().place(), watched);
  }

  /** What cannot be noted is done once more after a restart. */
  private void note(WatchedSession watched, Event event) {
    try {
      notes.add(watched.session(), event, settings.clock().instant());
      faults.over("notes");
    } catch (IOException e) {
      faults.begun("notes", "notes=not-written cause=" + e.getMessage());
    }
  }

  private void say(WatchedSession watched, String event) {
    AdmittedSession session = watched.session();
    settings
        .log()
        .accept(
            "session=%s reason=%s name=%s serial=%s switch=%s"
                .formatted(
                    event,
                    watched.due().map(SessionWatch::word).orElse("none"),
                    session.name(),
                    session.serial().toString(16),
                    session.client()));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public void close() throws IOException {
    asking.shutdownNow();
    notes.close();
  }
}
