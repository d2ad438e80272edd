package org.bailiwick.enforcement.policies;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bailiwick.enforcement.policies.BundleStore.Kept;
import org.bailiwick.policy.bundle.BundleRefusedException;
import org.bailiwick.policy.bundle.BundleRules;
import org.bailiwick.policy.bundle.OfficerTrust;
import org.bailiwick.policy.bundle.PolicyBundle;
import org.bailiwick.policy.bundle.VerifiedBundle;

/**
 * Keeps the policies in force: those of the last good bundle, from the disk at the start and from
 * the Master Agent when its feed names another one. A thread of its own fetches and verifies, so
 * that the feed goes on meanwhile.
 */
public final class EnforcedPolicies implements AutoCloseable {

  /** The name of this component in bundles. */
  public static final String COMPONENT = "enforcement-point";

  /** What {@link #refused} says of a bundle that decides and could not be kept for a restart. */
  static final String NOT_KEPT = "bundle-not-kept";

  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Fetches a bundle by its number. */
  @FunctionalInterface
  public interface Source {
    byte[] fetch(long number) throws IOException;
  }

  /**
   * Whose bundles count.
   *
   * @param signatures the fewest officers that must have signed
   */
  public record Trust(String trustDomain, OfficerTrust officers, int signatures) {}

  private record Wanted(long number, String digest) {}

  private final Trust trust;
  private final Source source;
  private final BundleStore store;
  private final Consumer<VerifiedBundle> told;
  private final Consumer<String> log;
  private final Clock clock;
  private final Thread loading;
  private final BlockingQueue<Wanted> names = new LinkedBlockingQueue<>();
  private volatile Optional<VerifiedBundle> inForce = Optional.empty();
  private volatile Optional<String> refused = Optional.empty();
  private Optional<VerifiedBundle> later = Optional.empty();
  private Optional<byte[]> unkept = Optional.empty();

  /**
   * Policies that are not read yet.
   *
   * @param folder where the last good bundle is kept
   * @param told is told of each bundle that comes into force, by the loading thread
   */
  public EnforcedPolicies(
      Trust trust,
      Source source,
      Path folder,
      Consumer<VerifiedBundle> told,
      Consumer<String> log,
      Clock clock) {
    this.trust = trust;
    this.source = source;
    this.store = new BundleStore(folder);
    this.told = told;
    this.log = log;
    this.clock = clock;
    this.loading = Thread.ofPlatform().daemon().name("enforcement-bundle").unstarted(this::run);
  }

  /** Verifies the bundle of an earlier run, and begins to take others. */
  public void start() {
    recall();
    loading.start();
  }

  /** The bundle that decides now; empty if there is none, so that everything is denied. */
  public Optional<VerifiedBundle> inForce() {
    return inForce;
  }

  /**
   * Why the bundle that the Master Agent names does not decide, or is not kept; empty if it is as
   * it should be.
   */
  public Optional<String> refused() {
    return refused;
  }

  public boolean isRunning() {
    return loading.isAlive();
  }

  /** The Master Agent says that this bundle is in force. */
  public void follow(long number, String digest) {
    names.clear(); // only the newest counts
    names.add(new Wanted(number, digest));
  }

  private void recall() {
    try {
      Optional<Kept> kept = store.read();
      if (kept.isPresent()) {
        putInForce(verifyAgain(kept.get()));
      }
    } catch (IOException | RuntimeException e) {
      refused = Optional.of(reason(e));
      log.accept("policies kept=refused reason=" + reason(e));
    }
  }

  /**
   * A bundle that decided here stays valid when an officer's certificate expires, since policies
   * must not end with it. It is not known yet at a start who is revoked; who is, is refused.
   */
  private VerifiedBundle verifyAgain(Kept kept) {
    Instant now = clock.instant();
    return verify(
        kept.octets(),
        new OfficersOfBefore(trust.officers()),
        kept.at().isBefore(now) ? kept.at() : now);
  }

  /** A bundle that was refused or could not be had is tried again after a while. */
  private void run() {
    Optional<Wanted> wanted = Optional.empty();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        wanted =
            Optional.ofNullable(names.poll(RETRY.toMillis(), TimeUnit.MILLISECONDS))
                .or(kept(wanted));
        wanted.filter(this::isNews).ifPresent(this::load);
        putDueInForce();
        unkept.ifPresent(this::keep);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Supplier<Optional<Wanted>> kept(Optional<Wanted> wanted) {
    return () -> wanted;
  }

  private boolean isNews(Wanted name) {
    return inForce.filter(bundle -> bundle.digest().equals(name.digest())).isEmpty()
        && later.filter(bundle -> bundle.digest().equals(name.digest())).isEmpty();
  }

  /** Whatever a bundle does to its reader, the thread lives, and the policies of before decide. */
  private void load(Wanted name) {
    try {
      byte[] octets = source.fetch(name.number());
      VerifiedBundle bundle = verify(octets, trust.officers(), clock.instant());
      if (!bundle.digest().equals(name.digest())) {
        throw new IOException("the bundle is not the one that the feed names");
      }
      refused = Optional.empty();
      keep(octets);
      putInForce(bundle);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (!refused.equals(Optional.of(reason(e)))) {
        log.accept("policies number=%d refused reason=%s".formatted(name.number(), reason(e)));
      }
      refused = Optional.of(reason(e));
    }
  }

  /**
   * A full disk does not keep newer policies from deciding; it is tried again until it has room.
   */
  private void keep(byte[] octets) {
    try {
      store.keep(octets);
      if (unkept.isPresent()) {
        unkept = Optional.empty();
        refused = Optional.empty();
      }
    } catch (IOException e) {
      if (unkept.isEmpty()) {
        log.accept("policies kept=no reason=" + reason(e));
      }
      unkept = Optional.of(octets);
      refused = Optional.of(NOT_KEPT);
    }
  }

  private VerifiedBundle verify(byte[] octets, OfficerTrust officers, Instant at) {
    BundleRules.InForce before =
        inForce
            .map(
                bundle ->
                    new BundleRules.InForce(bundle.number(), bundle.digest(), bundle.signatures()))
            .orElseGet(BundleRules.InForce::none);
    return PolicyBundle.verify(
        octets,
        new BundleRules(trust.trustDomain(), COMPONENT, officers, trust.signatures(), before, at));
  }

  private void putInForce(VerifiedBundle bundle) {
    if (clock.instant().isBefore(bundle.effectiveAt())) {
      later = Optional.of(bundle);
      return;
    }
    later = Optional.empty();
    inForce = Optional.of(bundle);
    log.accept("policies number=%d digest=%s".formatted(bundle.number(), bundle.digest()));
    tell(bundle);
  }

  private void tell(VerifiedBundle bundle) {
    try {
      told.accept(bundle);
    } catch (RuntimeException e) {
      log.accept(
          "policies number=%d listener=failed reason=%s".formatted(bundle.number(), reason(e)));
    }
  }

  /** The clock of the Master Agent may be ahead of this one. */
  private void putDueInForce() {
    later.ifPresent(this::putInForce);
  }

  private static String reason(Throwable e) {
    return e instanceof BundleRefusedException bundle
        ? bundle.check().text()
        : String.valueOf(e.getMessage() == null ? e : e.getMessage()).replaceAll("\\p{Cntrl}", " ");
  }

  @Override
  public void close() {
    loading.interrupt();
  }
}
