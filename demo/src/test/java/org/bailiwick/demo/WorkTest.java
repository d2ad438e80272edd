package org.bailiwick.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.bailiwick.client.transactiontoken.VerifiedTransactionToken;
import org.bailiwick.client.work.AnswerStore.Answer;
import org.bailiwick.client.work.Work;
import org.bailiwick.client.work.WorkOrder;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkTest {
  private static final String HEADER = "number,date,customer,currency,net,vat\n";

  @TempDir Path folder;

  private static WorkOrder order(String key, JsonObject input) {
    Capability capability = Capability.parse("x@1");
    VerifiedTransactionToken token =
        new VerifiedTransactionToken(
            "t",
            "txn",
            CapabilitySet.of(capability),
            SpiffeId.parse("spiffe://td/node/domain"),
            "job-1",
            Optional.empty(),
            Optional.empty(),
            Instant.MAX);
    return new WorkOrder(capability, input, JsonValue.EMPTY_JSON_OBJECT, token, key, "request-1");
  }

  private static JsonObject perform(Work work, String member, String text) {
    JsonObject input = Json.createObjectBuilder().add(member, text).build();
    return work.perform(order("job-1/s", input)).asJsonObject();
  }

  private static JsonObject json(String text) {
    return Json.createReader(new StringReader(text.replace('\'', '"'))).readObject();
  }

  private static void refuses(Work work, String member, String text, String detail) {
    assertThatThrownBy(() -> perform(work, member, text))
        .hasMessageContaining(detail)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }

  @Test
  void sumsTwelveThousandInvoicesToTheCent() {
    Random random = new Random(7);
    TreeMap<String, Long> cents = new TreeMap<>();
    StringBuilder csv = new StringBuilder(HEADER);
    for (int i = 0; i < 12_000; i++) {
      String currency = random.nextBoolean() ? "EUR" : "USD";
      int net = random.nextInt(10_000_000);
      cents.merge(currency, (long) net, Long::sum);
      csv.append(
          "INV-%d,2026-01-31,c,%s,%d.%02d,0.10%n".formatted(i, currency, net / 100, net % 100));
    }
    JsonObject output = perform(new InvoiceReader(), "csv", csv.toString());
    assertThat(output.getInt("lines")).isEqualTo(12_000);
    cents.forEach(
        (currency, sum) ->
            assertThat(output.getJsonObject("totals").getJsonObject(currency).getString("net"))
                .isEqualTo(BigDecimal.valueOf(sum, 2).toPlainString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A,2026-01-31,c,EUR,1.00|Line 2: not 6 fields",
        "A,2026-01-31,c,EUR,1.00,0.10,x|Line 2: not 6 fields",
        "A,2026-02-30,c,EUR,1.00,0.10|Line 2: the date",
        "A,2026-01-31,c,eur,1.00,0.10|Line 2: the currency",
        "A,2026-01-31,c,EUR,1e3,0.10|Line 2: not a plain decimal",
        "A,2026-01-31,c,EUR,1.005,0.10|Line 2: more than 2",
        "A,2026-01-31,c,EUR,NaN,0.10|Line 2: not a plain decimal",
        ",2026-01-31,c,EUR,1.00,0.10|Line 2: the invoice number"
      })
  void namesTheFirstBadInvoiceLine(String line, String detail) {
    refuses(new InvoiceReader(), "csv", HEADER + line, detail);
  }

  @Test
  void refusesAnInvoiceNumberUsedTwiceAnEmptyLineAndAnotherHeader() {
    String line = "A,2026-01-31,c,EUR,1.00,0.10\n";
    refuses(new InvoiceReader(), "csv", HEADER + line + line, "Line 3: the invoice number");
    refuses(new InvoiceReader(), "csv", HEADER + "\n" + line, "Line 2: not 6 fields");
    refuses(new InvoiceReader(), "csv", line, "Line 1");
    refuses(new InvoiceReader(), "text", HEADER, "csv");
  }

  @Test
  void readsRatesAndNamesBadOnes() {
    JsonObject output =
        perform(new RateFinder(), "table", "currency,per_eur\nEUR,1.0000\nJPY,163.25\n");
    assertThat(output).isEqualTo(json("{'base':'EUR','rates':{'EUR':'1.0000','JPY':'163.2500'}}"));
    refuses(
        new RateFinder(), "table", "currency,per_eur\nEUR,0\n", "Line 2: the rate is not positive");
    refuses(
        new RateFinder(),
        "table",
        "currency,per_eur\nEUR,1\nEUR,1\n",
        "Line 3: the currency was given");
    refuses(new RateFinder(), "table", "EUR,1\n", "Line 1");
  }

  private static Booking booking() {
    JsonObject totals =
        json(
            "{'EUR':{'lines':2,'net':'10.00','vat':'1.90'},'USD':{'lines':1,'net':'100.00','vat':'0.01'}}");
    return Booking.of(totals, json("{'EUR':'1.0000','USD':'1.0842'}"));
  }

  @Test
  void convertsHalfUpPerCurrency() {
    assertThat(booking().euros()).containsEntry("EUR", new BigDecimal("11.90"));
    assertThat(booking().euros()).containsEntry("USD", new BigDecimal("92.24"));
    assertThat(booking().euroTotal()).isEqualTo("104.14");
    JsonObject half = json("{'USD':{'lines':1,'net':'0.01','vat':'0.00'}}");
    assertThat(Booking.of(half, json("{'USD':'2.0000'}")).euroTotal()).isEqualTo("0.01");
    assertThatThrownBy(() -> Booking.of(half, json("{'EUR':'1'}")))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void booksOncePerKeyAlsoAfterARestart() {
    Path file = folder.resolve("books");
    BookingStore ledger = new BookingStore(Database.open(file), Clock.systemUTC());
    String first = ledger.book("job-1/a", booking());
    assertThat(ledger.book("job-1/a", booking())).isEqualTo(first);
    assertThat(ledger.book("job-1/b", booking())).isNotEqualTo(first);
    BookingStore again = new BookingStore(Database.open(file), Clock.systemUTC());
    assertThat(again.book("job-1/a", booking())).isEqualTo(first);
  }

  @Test
  void writesOneReceiptPerKey() {
    ReceiptWriter writer =
        new ReceiptWriter(Database.open(folder.resolve("receipts")), Clock.systemUTC());
    JsonObject input = json("{'booking':'b-1','eur_total':'104.14'}");
    JsonValue first = writer.perform(order("job-1/a", input));
    assertThat(first).isEqualTo(json("{'receipt':'R-000001'}"));
    assertThat(writer.perform(order("job-1/a", input))).isEqualTo(first);
    assertThat(writer.perform(order("job-1/b", input))).isEqualTo(json("{'receipt':'R-000002'}"));
  }

  @Test
  void keepsAnswersOverARestart() {
    Path file = folder.resolve("answers");
    new StoredAnswers(Database.open(file)).keep("job-1/a", new Answer("d", "{}"));
    assertThat(new StoredAnswers(Database.open(file)).find("job-1/a"))
        .contains(new Answer("d", "{}"));
    assertThat(new StoredAnswers(Database.open(file)).find("job-1/b")).isEmpty();
  }
}
