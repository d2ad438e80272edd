package org.bailiwick.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.lease.CredentialLease;
import org.bailiwick.broker.lease.LeaseBook;
import org.bailiwick.broker.lease.LeaseSweeper;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.testing.BrokerRig;
import org.bailiwick.broker.testing.StaffDirectory;
import org.bailiwick.broker.testing.WireTap;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Work at OpenLDAP's slapd (threats 58 to 60 of the broker). */
class DirectoryWorkTest {
  private static final int FIND = 0;
  private static final int PHONE = 1;
  private static final int HIRE = 2;
  private static final int SLOW = 3;
  private static final int OVERREACH = 4;
  private static final int LIST = 5;
  private static final Pattern PASSWORD = Pattern.compile("(?<![0-9a-f])[0-9a-f]{64}");
  private static StaffDirectory directory;

  private final BrokerRig rig = new BrokerRig();
  private final BrokerStore store;
  private final LeaseBook leases;
  private final WireTap tap;
  private final Asset asset;
  private final DirectoryDriver driver = new DirectoryDriver();
  private final BackEndWork work;

  DirectoryWorkTest() throws Exception {
    store = rig.store();
    leases = new LeaseBook(store);
    tap = WireTap.before(directory.url().getPort());
    asset = asset(URI.create("ldap://127.0.0.1:" + tap.port()), "{\"mode\": \"none\"}");
    work = driver.open(asset, tools(StaffDirectory.PASSWORD));
  }

  @BeforeAll
  static void start() throws Exception {
    directory = StaffDirectory.start();
  }

  @AfterAll
  static void stop() throws Exception {
    directory.stop();
  }

  @AfterEach
  void hangUp() {
    tap.close();
  }

  private static Asset asset(URI url, String tls) throws Exception {
    return BrokerRig.asset(
        """
        {"asset": "staff", "kind": "directory", "owner": "People", "risk": "high",
         "url": "%s", "tls": %s, "limits": {"rows": 2, "bytes": 4096, "seconds": 8},
         "credential": {"method": "ldap-password-check-out", "user": "cn=broker,dc=staff,dc=example",
          "secret": "directory", "accounts": {"finder": "cn=finder,ou=services,dc=staff,dc=example",
           "clerk": "cn=clerk,ou=services,dc=staff,dc=example"}},
         "operations": [
          {"capability": "staff.find@1", "account": "finder",
           "search": {"base": "ou=people,dc=staff,dc=example", "scope": "sub",
            "filter": "(&(objectClass=person)(uid=:uid))", "attributes": ["uid", "mail", "telephoneNumber"]},
           "parameters": [{"name": "uid", "pointer": "/uid", "type": "text", "max": 64}]},
          {"capability": "staff.phone@1", "account": "clerk",
           "modify": {"entry": "uid=:uid,ou=people,dc=staff,dc=example",
            "replace": {"telephoneNumber": [":phone"]}},
           "parameters": [{"name": "uid", "pointer": "/uid", "type": "text", "max": 64},
                          {"name": "phone", "pointer": "/phone", "type": "text", "max": 64}]},
          {"capability": "staff.hire@1", "account": "clerk",
           "add": {"entry": "uid=:uid,ou=people,dc=staff,dc=example",
            "attributes": {"objectClass": ["inetOrgPerson"], "uid": [":uid"], "cn": [":uid"],
             "sn": ["Muster"], "manager": [{"dn": "uid=:boss,ou=people,dc=staff,dc=example"}]}},
           "parameters": [{"name": "uid", "pointer": "/uid", "type": "text"},
                          {"name": "boss", "pointer": "/boss", "type": "text"}]},
          {"capability": "staff.slow@1", "account": "finder",
           "search": {"base": "dc=slow,dc=example", "scope": "base", "filter": "(objectClass=*)", "attributes": ["o"]},
           "parameters": []},
          {"capability": "staff.overreach@1", "account": "finder",
           "modify": {"entry": "uid=anna,ou=people,dc=staff,dc=example", "replace": {"sn": ["Other"]}},
           "parameters": []},
          {"capability": "staff.list@1", "account": "finder",
           "search": {"base": "ou=people,dc=staff,dc=example", "filter": "(objectClass=person)", "attributes": ["uid"]},
           "parameters": []}]}
        """
            .formatted(url, tls));
  }

  private BackEndWork work(Asset of, String password) {
    return new DirectoryDriver().open(of, tools(password));
  }

  private BackEndTools tools(String password) {
    return new BackEndTools(
        BrokerRig.secrets(Map.of("directory", password)),
        leases,
        (call, use) -> {},
        null,
        null,
        null,
        Clock.systemUTC());
  }

  private BackEndAnswer perform(int operation, String input) {
    return work.perform(BrokerRig.call(asset, operation, input));
  }

  private static String output(BackEndAnswer answer) {
    assertThat(answer).isInstanceOf(BackEndAnswer.Done.class);
    return ((BackEndAnswer.Done) answer).output();
  }

  private static String check(Runnable call) {
    try {
      call.run();
    } catch (ProblemException e) {
      return e.check();
    }
    throw new AssertionError("the call was done");
  }

  /** All passwords that the broker has sent, as a listener on the wire has them. */
  private Set<String> sentPasswords() {
    Set<String> passwords = new HashSet<>();
    Matcher found = PASSWORD.matcher(tap.heard());
    while (found.find()) {
      passwords.add(found.group());
    }
    return passwords;
  }

  /** Threat 58: nobody has a password that works when the call is over. */
  @Test
  void findsAsAnAccountWhosePasswordsAreDeadAfterwards() throws Exception {
    String before = directory.hash("finder");
    assertThat(output(perform(FIND, "{\"uid\":\"anna\"}")))
        .isEqualTo(
            "{\"count\":1,\"entries\":[{\"dn\":\"uid=anna,ou=people,dc=staff,dc=example\","
                + "\"attributes\":{\"uid\":[\"anna\"],\"mail\":[\"anna@staff.example\"]}}]}");
    assertThat(directory.hash("finder")).isNotEqualTo(before);
    assertThat(sentPasswords()).hasSizeBetween(1, 2);
    for (String password : sentPasswords()) {
      boolean checkedOut = tap.heard().split(password, -1).length > 2; // it was set, and bound with
      assertThat(directory.accepts(StaffDirectory.FINDER, password)).isEqualTo(!checkedOut);
    }
    assertThat(directory.accepts(StaffDirectory.FINDER, "the-old-password-of-finder")).isFalse();
    assertThat(directory.accepts(StaffDirectory.BROKER, StaffDirectory.PASSWORD)).isTrue();
    CredentialLease lease = leases.latest().getFirst();
    assertThat(lease.state()).isEqualTo("ENDED");
    assertThat(lease.external()).matches("finder:[0-9a-f]{16}");
    assertThat(BrokerRig.audit(store))
        .contains("lease.opened", "ldap-password-check-out", lease.external(), "d".repeat(64));
  }

  @Test
  void changesAnEntryAndMakesOne() throws Exception {
    assertThat(output(perform(PHONE, "{\"uid\":\"berta\",\"phone\":\"+49 30 1\"}")))
        .isEqualTo("{\"count\":1}");
    assertThat(directory.entry("(uid=berta)")).contains("telephoneNumber: +49 30 1");
    String hire = "{\"uid\":\"dora\",\"boss\":\"anna, the first\"}";
    output(perform(HIRE, hire));
    assertThat(directory.entry("(uid=dora)"))
        .contains("manager: uid=anna\\2C the first,ou=people,dc=staff,dc=example");
    assertThat(perform(HIRE, hire)).isEqualTo(new BackEndAnswer.Refused("conflict"));
    assertThat(perform(PHONE, "{\"uid\":\"nobody\",\"phone\":\"1\"}"))
        .isEqualTo(new BackEndAnswer.Refused("not-found"));
    assertThat(perform(PHONE, "{\"uid\":\"berta\",\"phone\":\"ü\"}"))
        .isEqualTo(new BackEndAnswer.Refused("input-rejected"));
    assertThat(leases.open()).isEmpty();
  }

  /** Threat 59: text of a caller that looks like a filter or a name is data. */
  @Test
  void threat59InjectionStaysData() throws Exception {
    for (String uid :
        List.of("*", "anna)(uid=*", "*)(|(uid=*", "x)(|(objectClass=*)", "\\\\2a", "anna\\\\00")) {
      assertThat(output(perform(FIND, "{\"uid\":\"" + uid + "\"}")))
          .as(uid)
          .isEqualTo("{\"count\":0,\"entries\":[]}");
    }
    String carla = directory.entry("(uid=carla)");
    for (String uid :
        List.of("x,uid=carla", "carla,ou=people,dc=staff,dc=example", "carla+cn=carla")) {
      assertThat(perform(PHONE, "{\"uid\":\"" + uid + "\",\"phone\":\"1\"}"))
          .as(uid)
          .isEqualTo(new BackEndAnswer.Refused("not-found"));
    }
    assertThat(directory.entry("(uid=carla)")).isEqualTo(carla);
  }

  @Test
  void inputThatDoesNotFitIsRefusedBeforeTheDirectoryIsAsked() {
    for (String input :
        List.of(
            "[]",
            "{}",
            "{\"uid\":7}",
            "{\"uid\":\"\"}",
            "{\"uid\":null}",
            "{\"uid\":\"a\\u0000b\"}",
            "{\"uid\":\"" + "x".repeat(65) + "\"}",
            "{\"uid\":\"anna\",\"base\":\"dc=example\"}")) {
      assertThat(perform(FIND, input))
          .as(input)
          .isInstanceOfSatisfying(
              BackEndAnswer.Refused.class, e -> assertThat(e.reason()).startsWith("input-"));
    }
    assertThat(leases.latest()).isEmpty();
    assertThat(tap.heard()).isEmpty();
  }

  @Test
  void anAccountMayDoNoMoreThanTheDirectoryLetsIt() {
    assertThat(perform(OVERREACH, "{}")).isEqualTo(new BackEndAnswer.Refused("not-permitted"));
    assertThat(perform(LIST, "{}")).isEqualTo(new BackEndAnswer.Refused("output-too-large"));
  }

  @Test
  void anAccountIsCheckedOutOnceAtATime() throws Exception {
    CompletableFuture<BackEndAnswer> slow =
        CompletableFuture.supplyAsync(() -> perform(SLOW, "{}"));
    awaitSlowSearch();
    assertThat(check(() -> perform(FIND, "{\"uid\":\"anna\"}"))).isEqualTo("account-checked-out");
    BackEndWork byAnotherFile = driver.open(asset, tools(StaffDirectory.PASSWORD));
    BackEndCall call = BrokerRig.call(asset, FIND, "{\"uid\":\"anna\"}");
    assertThat(check(() -> byAnotherFile.perform(call))).isEqualTo("account-checked-out");
    output(perform(PHONE, "{\"uid\":\"anna\",\"phone\":\"2\"}")); // another account
    assertThat(output(slow.join())).contains("\"o\":[\"slow\"]");
    output(perform(FIND, "{\"uid\":\"anna\"}"));
    assertThat(leases.open()).isEmpty();
  }

  private void awaitSlowSearch() throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      if (tap.heard().contains("dc=slow")) {
        return;
      }
      Thread.sleep(25);
    }
    throw new AssertionError("no search was sent");
  }

  /** Threat 58: the process dies while an account is checked out; the next one ends it. */
  @Test
  void anAccountOfAKilledProcessGetsAnotherPasswordFromTheNext() throws Exception {
    CompletableFuture<BackEndAnswer> running =
        CompletableFuture.supplyAsync(() -> perform(SLOW, "{}"));
    awaitSlowSearch();
    String password = sentPasswords().iterator().next();
    assertThat(directory.accepts(StaffDirectory.FINDER, password)).isTrue();
    List<String> lines = new ArrayList<>();
    LeaseBook next = new LeaseBook(store); // as the next process has it: it holds no lease
    BackEndWork another = work(asset, StaffDirectory.PASSWORD);
    LeaseSweeper sweeper =
        new LeaseSweeper(next, Map.of("staff", another), lines::add, Clock.systemUTC());
    assertThat(sweeper.sweep()).isZero();
    assertThat(directory.accepts(StaffDirectory.FINDER, password)).isFalse();
    assertThat(next.open()).isEmpty();
    assertThat(lines).hasSize(1);
    running.join();
  }

  @Test
  void aLeaseThatIsEndedCutsItsCall() throws Exception {
    CompletableFuture<BackEndAnswer> running =
        CompletableFuture.supplyAsync(() -> perform(SLOW, "{}"));
    awaitSlowSearch();
    String password = sentPasswords().iterator().next();
    long begun = System.nanoTime();
    assertThat(work.end(leases.open().getFirst().external())).isTrue();
    assertThat(running.join()).isInstanceOf(BackEndAnswer.Busy.class);
    assertThat(System.nanoTime() - begun).isLessThan(3_000_000_000L);
    assertThat(directory.accepts(StaffDirectory.FINDER, password)).isFalse();
  }

  @Test
  void aLeaseThatCannotBeEndedSaysWhy() {
    assertThat(check(() -> work.end("gone:0123456789abcdef"))).isEqualTo("account-not-in-file");
    BackEndWork wrong = work(asset, "canary-wrong-password");
    assertThat(check(() -> wrong.end("finder:0123456789abcdef"))).isEqualTo("back-end-login");
    assertThat(check(wrong::sweep)).isEqualTo("back-end-login");
  }

  /** Passwords that holders had, or that no lease names, are dead when a broker has begun. */
  @Test
  void allAccountsGetAnotherPasswordOnceInTheLifeOfAProcess() throws Exception {
    BackEndWork fresh = work(asset, StaffDirectory.PASSWORD);
    String before = directory.hash("clerk");
    fresh.sweep();
    String after = directory.hash("clerk");
    assertThat(after).isNotEqualTo(before);
    fresh.sweep();
    assertThat(directory.hash("clerk")).isEqualTo(after);
  }

  @Test
  void aServerThatIsAwayMakesTheCallBusyAndTheLeaseIsEndedLater() throws Exception {
    CompletableFuture<BackEndAnswer> running =
        CompletableFuture.supplyAsync(() -> perform(SLOW, "{}"));
    awaitSlowSearch();
    directory.kill();
    assertThat(running.join())
        .isInstanceOfSatisfying(
            BackEndAnswer.Busy.class,
            busy -> assertThat(busy.reason()).isEqualTo("connection-lost"));
    LeaseSweeper sweeper =
        new LeaseSweeper(leases, Map.of("staff", work), line -> {}, Clock.systemUTC());
    assertThat(sweeper.sweep()).isOne();
    assertThat(check(() -> perform(FIND, "{\"uid\":\"anna\"}"))).isNotEmpty();
    directory.startAgain();
    assertThat(sweeper.sweep()).isZero();
    output(perform(FIND, "{\"uid\":\"anna\"}"));
  }

  /** Threat 60: neither the directory's log nor an audit row has a password. */
  @Test
  void noPasswordIsInAnyLogAndAWrongSecretIsNoWork() throws Exception {
    output(perform(FIND, "{\"uid\":\"anna\"}"));
    BackEndWork wrong = work(asset, "canary-wrong-password");
    BackEndCall call = BrokerRig.call(asset, FIND, "{\"uid\":\"anna\"}");
    assertThat(check(() -> wrong.perform(call))).isEqualTo("back-end-login");
    assertThat(check(() -> work(asset, "").perform(call))).isEqualTo("back-end-login");
    for (String log : List.of(directory.log(), BrokerRig.audit(store))) {
      assertThat(log).doesNotContain("canary-");
      sentPasswords().forEach(password -> assertThat(log).doesNotContain(password));
    }
  }

  @Test
  void aServerIsVerifiedBeforeItGetsAnything() throws Exception {
    String right = "{\"mode\": \"verify-full\", \"ca_file\": \"" + directory.ca() + "\"}";
    String wrong = "{\"mode\": \"verify-full\", \"ca_file\": \"" + directory.otherCa() + "\"}";
    URI byName = URI.create(directory.ldaps().toString().replace("127.0.0.1", "localhost"));
    Asset good = asset(directory.ldaps(), right);
    BackEndCall call = BrokerRig.call(good, FIND, "{\"uid\":\"anna\"}");
    assertThat(output(work(good, StaffDirectory.PASSWORD).perform(call))).contains("\"count\":1");
    String before = directory.hash("finder");
    for (Asset other : List.of(asset(directory.ldaps(), wrong), asset(byName, right))) {
      assertThatThrownBy(() -> work(other, StaffDirectory.PASSWORD).perform(call))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.check()).isEqualTo("tls-refused"));
    }
    assertThat(directory.hash("finder")).isEqualTo(before);
  }
}
