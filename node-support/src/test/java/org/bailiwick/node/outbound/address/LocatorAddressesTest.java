package org.bailiwick.node.outbound.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Test;

/** No question waits for a name, and an address needs no look-up. */
class LocatorAddressesTest {
  private final TestClock clock = TestClock.atPresent();
  private final Deque<Runnable> beside = new ArrayDeque<>();
  private final Map<String, InetAddress[]> names = new HashMap<>();
  private int lookUps;
  private final LocatorAddresses addresses =
      new LocatorAddresses(this::lookUp, beside::add, LocatorAddresses.Failure.KEEPS, clock);

  private InetAddress[] lookUp(String host) throws UnknownHostException {
    lookUps++;
    if (!names.containsKey(host)) {
      throw new UnknownHostException(host);
    }
    return names.get(host);
  }

  private void work() {
    while (!beside.isEmpty()) {
      beside.remove().run();
    }
  }

  private static InetAddress address(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
  }

  @Test
  void anAddressIsReadAtOnce() throws UnknownHostException {
    LocatorAddresses real =
        new LocatorAddresses(beside::add, LocatorAddresses.Failure.KEEPS, clock);
    assertThat(real.of("10.0.0.7")).containsExactly(address(7));
    assertThat(real.of("[2001:db8::1]")).hasSize(1);
    assertThat(beside).isEmpty();
  }

  @Test
  void aNameIsLookedUpBesideAndAgainEachMinute() throws UnknownHostException {
    names.put("a.example", new InetAddress[] {address(1), address(1), address(2)});
    assertThat(addresses.of("a.example")).isEmpty();
    assertThat(addresses.of("a.example")).isEmpty();
    work();
    assertThat(lookUps).isOne();
    assertThat(addresses.changes()).isOne();
    assertThat(addresses.of("a.example")).isEqualTo(Set.of(address(1), address(2)));
    names.remove("a.example");
    clock.move(Duration.ofSeconds(61));
    assertThat(addresses.of("a.example")).hasSize(2);
    work();
    assertThat(addresses.of("a.example")).as("the look-up has failed").hasSize(2);
    names.put("a.example", new InetAddress[] {address(3)});
    clock.move(Duration.ofSeconds(61));
    assertThat(addresses.of("a.example")).hasSize(2);
    work();
    assertThat(addresses.of("a.example")).containsExactly(address(3));
    assertThat(addresses.changes()).isEqualTo(2);
  }

  /** For a packet filter, an address of before may be somebody else's by now. */
  @Test
  void aFailedLookUpMayForgetAndEachChangeIsTold() throws UnknownHostException {
    List<String> told = new ArrayList<>();
    LocatorAddresses strict =
        new LocatorAddresses(this::lookUp, beside::add, LocatorAddresses.Failure.FORGETS, clock);
    strict.onChange(() -> told.add("changed"));
    names.put("a.example", new InetAddress[] {address(1)});
    assertThat(strict.of("a.example")).isEmpty();
    work();
    assertThat(strict.of("a.example")).containsExactly(address(1));
    names.remove("a.example");
    clock.move(Duration.ofSeconds(61));
    assertThat(strict.of("a.example")).hasSize(1);
    work();
    assertThat(strict.of("a.example")).isEmpty();
    assertThat(told).hasSize(2);
  }

  @Test
  void addressesOfNoHostNameNobody() throws UnknownHostException {
    names.put(
        "a.example",
        new InetAddress[] {
          InetAddress.getByName("0.0.0.0"), InetAddress.getByName("ff02::1"), address(1)
        });
    assertThat(addresses.of("a.example")).isEmpty();
    work();
    assertThat(addresses.of("a.example")).containsExactly(address(1));
    assertThat(addresses.of("0.0.0.0")).isEmpty();
    assertThat(addresses.of("[::]")).isEmpty();
    assertThat(addresses.of("")).isEmpty();
  }

  @Test
  void manyNamesHaveABoundAndFewWorkers() {
    for (int i = 0; i < 60_000; i++) {
      assertThat(addresses.of("n" + i + ".example")).isEmpty();
    }
    assertThat(beside).hasSize(16);
    work();
    assertThat(lookUps).isEqualTo(50_000);
    clock.move(Duration.ofMinutes(3));
    assertThat(addresses.of("later.example")).isEmpty();
    work();
    assertThat(lookUps).as("names of before make room").isEqualTo(50_001);
  }

  @Test
  void aRefusedWorkerIsTriedAgain() throws UnknownHostException {
    names.put("a.example", new InetAddress[] {address(1)});
    LocatorAddresses refused =
        new LocatorAddresses(
            this::lookUp,
            task -> {
              if (lookUps++ == 0) {
                throw new RejectedExecutionException();
              }
              task.run();
            },
            LocatorAddresses.Failure.KEEPS,
            clock);
    assertThat(refused.of("a.example")).isEmpty();
    assertThat(refused.of("a.example")).isEmpty();
    assertThat(refused.of("a.example")).hasSize(1);
  }
}
