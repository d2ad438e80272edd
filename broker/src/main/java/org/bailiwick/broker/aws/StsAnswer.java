package org.bailiwick.broker.aws;

import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndText;

/** An answer of the Security Token Service, which is XML. Nothing in it is fetched or expanded. */
final class StsAnswer {
  private static final String CREDENTIALS = "AssumeRoleResponse/AssumeRoleResult/Credentials/";
  private static final Set<String> XML = Set.of("text/xml", "application/xml");
  private static final Set<String> THROTTLED = Set.of("Throttling", "ThrottlingException");
  private static final int DEEPEST = 10;

  /** The longest life of a session; one that is said to live longer is not what was asked for. */
  private static final Duration LONGEST = Duration.ofHours(12);

  private static final Pattern ACCESS_KEY = Pattern.compile("\\w{16,128}");
  private static final Pattern SECRET = Pattern.compile("[!-~]{16,256}");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9+/=_-]{16,8192}");

  private StsAnswer() {}

  /**
   * The credentials of an answer to AssumeRole.
   *
   * @throws BackEndFault sts-answer
   */
  static RoleSession session(BackEndText answer, Instant now) {
    Map<String, String> texts = texts(answer);
    RoleSession session =
        new RoleSession(
            text(texts, "AccessKeyId", ACCESS_KEY),
            text(texts, "SecretAccessKey", SECRET),
            text(texts, "SessionToken", TOKEN),
            time(texts.getOrDefault(CREDENTIALS + "Expiration", "")));
    if (!session.until().isAfter(now) || session.until().isAfter(now.plus(LONGEST))) {
      throw BackEndFault.refused("sts-answer", null);
    }
    return session;
  }

  /** Whether a refusal says that there were too many requests, for which STS has status 400. */
  static boolean isThrottled(BackEndText answer) {
    try {
      return !answer.isOk()
          && THROTTLED.contains(texts(answer).getOrDefault("ErrorResponse/Error/Code", ""));
    } catch (BackEndFault e) {
      return false;
    }
  }

  private static String text(Map<String, String> texts, String name, Pattern form) {
    String text = texts.getOrDefault(CREDENTIALS + name, "");
    if (!form.matcher(text).matches()) {
      throw BackEndFault.refused("sts-answer", null);
    }
    return text;
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw BackEndFault.refused("sts-answer", null);
    }
  }

  /** The texts of the innermost elements by their path of local names. */
  private static Map<String, String> texts(BackEndText answer) {
    // A document type, a comment and a CDATA section begin so, and an answer has none of them.
    if (!XML.contains(answer.mediaType()) || answer.text().contains("<!")) {
      throw BackEndFault.refused("sts-answer", null);
    }
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      return texts(factory.createXMLStreamReader(new StringReader(answer.text())));
    } catch (XMLStreamException e) {
      throw BackEndFault.refused("sts-answer", null); // the cause would quote the answer
    }
  }

  private static Map<String, String> texts(XMLStreamReader reader) throws XMLStreamException {
    Map<String, String> texts = new HashMap<>();
    Deque<String> path = new ArrayDeque<>();
    StringBuilder text = new StringBuilder();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          path.addLast(reader.getLocalName());
          text.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          boolean twice =
              !text.toString().isBlank()
                  && texts.put(String.join("/", path), text.toString().strip()) != null;
          if (twice) {
            throw BackEndFault.refused("sts-answer", null);
          }
          path.removeLast();
          text.setLength(0);
        }
        default -> {
          // processing instructions say nothing here
        }
      }
      if (path.size() > DEEPEST) {
        throw BackEndFault.refused("sts-answer", null);
      }
    }
    return texts;
  }
}
