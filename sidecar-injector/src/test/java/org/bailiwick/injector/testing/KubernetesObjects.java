package org.bailiwick.injector.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.FieldsV1;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Map;

/**
 * Reads objects of Kubernetes by fabric8's models, which are made of the published schemas. The
 * models keep members that they do not know; here these are faults.
 */
public final class KubernetesObjects {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private KubernetesObjects() {}

  /**
   * The object of the text.
   *
   * @throws AssertionError if it has a member that the schema does not have, or one of another type
   */
  public static <T> T read(String json, Class<T> type) {
    try {
      T read = MAPPER.readValue(json, type);
      requireKnown(read, type.getSimpleName());
      return read;
    } catch (JsonProcessingException e) {
      throw new AssertionError("no " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
  }

  private static void requireKnown(Object value, String path) {
    if (value instanceof Collection<?> items) {
      items.forEach(item -> requireKnown(item, path + "[]"));
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> requireKnown(member, path + "." + name));
    } else if (value instanceof FieldsV1) {
      return; // the schema defines no members: they are the names of other fields
    } else if (value != null && value.getClass().getName().startsWith("io.fabric8.")) {
      for (Method method : value.getClass().getMethods()) {
        if (method.getName().startsWith("get") && method.getParameterCount() == 0) {
          Object member = member(value, method);
          if (method.getName().equals("getAdditionalProperties")
              && !((Map<?, ?>) member).isEmpty()) {
            throw new AssertionError(path + " has unknown members " + member);
          }
          requireKnown(member, path + "." + method.getName().substring(3));
        }
      }
    }
  }

  private static Object member(Object value, Method method) {
    if (method.getDeclaringClass() == Object.class) {
      return null;
    }
    try {
      return method.invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(method + " failed", e);
    }
  }
}
