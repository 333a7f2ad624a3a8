package dev.fleetward.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LanguageTest {
    private static final Map<String, String> TEXTS = new LinkedHashMap<>();

    static {
        TEXTS.put(
                "en",
                "The order was sent to the address that you gave us, and it will be with you in two"
                        + " days. You can follow it on the page of the carrier.");
        TEXTS.put(
                "de",
                "Die Bestellung ist an die angegebene Adresse gegangen und wird in zwei Tagen bei"
                        + " Ihnen sein. Sie können sie auf der Seite des Zustellers verfolgen.");
        TEXTS.put(
                "fr",
                "La commande est partie à l'adresse que vous avez donnée et elle sera chez vous dans"
                        + " deux jours. Vous pouvez la suivre sur la page du transporteur avec le numéro.");
        TEXTS.put(
                "es",
                "El pedido se ha enviado a la dirección que nos dio y llegará en dos días. Lo puede"
                        + " seguir en la página del transportista con el número de la entrega.");
        TEXTS.put(
                "it",
                "L'ordine è partito per il suo indirizzo e non ci vorranno più di due giorni. Si può"
                        + " seguire la consegna con il numero che è nella pagina del corriere.");
        TEXTS.put(
                "pt",
                "O pedido foi enviado para o endereço que você deu e não vai levar mais de dois dias."
                        + " Você pode seguir a entrega com o número que está na página.");
        TEXTS.put(
                "nl",
                "De bestelling is naar het adres gestuurd dat je hebt gegeven en het wordt binnen"
                        + " twee dagen bezorgd. Je kunt ook op de pagina van de bezorger kijken.");
        TEXTS.put(
                "sv",
                "Beställningen har skickats till adressen som du har gett och den är framme om två"
                        + " dagar. Du kan följa den på sidan för att se när det är klart.");
        TEXTS.put(
                "pl",
                "Zamówienie zostało wysłane na adres, który jest na koncie, i to nie potrwa dłużej"
                        + " niż dwa dni. Co do przesyłki, to można ją śledzić na stronie przez numer.");
        TEXTS.put("zh", "您的订单已经寄往您所提供的地址，预计两天之内送达。您可以在承运商的页面上查询包裹的状态和位置。");
        TEXTS.put("ja", "ご注文の品はご指定の住所に発送されました。二日以内にお届けする予定です。配送業者のページで確認できます。");
        TEXTS.put("ko", "주문하신 상품은 알려 주신 주소로 발송되었으며 이틀 안에 도착할 예정입니다. 배송 조회 페이지에서 확인하실 수 있습니다.");
        TEXTS.put(
                "ru",
                "Заказ отправлен по указанному адресу и будет у вас через два дня. Следить за ним можно на странице.");
        TEXTS.put(
                "ar",
                "تم إرسال الطلب إلى العنوان الذي قدمته وسيصل إليك خلال يومين. يمكنك متابعته على صفحة شركة الشحن.");
        TEXTS.put(
                "el",
                "Η παραγγελία στάλθηκε στη διεύθυνση που δώσατε και θα φτάσει σε δύο ημέρες.");
        TEXTS.put("he", "ההזמנה נשלחה לכתובת שמסרת ותגיע אליך בתוך יומיים. אפשר לעקוב אחריה בדף.");
        TEXTS.put("hi", "आपका ऑर्डर दिए गए पते पर भेज दिया गया है और दो दिन में पहुँच जाएगा।");
        TEXTS.put("th", "คำสั่งซื้อถูกส่งไปยังที่อยู่ที่คุณให้ไว้แล้วและจะถึงภายในสองวัน");
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void knowsItsOwnTextsAndTellsAllOthersApart(Language language) {
        TEXTS.forEach((code, text) -> {
            boolean own = code.equals(language.code());
            // Russian and Ukrainian share their script, and no words are counted in it.
            boolean alike = language == Language.UKRAINIAN && code.equals("ru");
            assertThat(language.isNotThatOf(text))
                    .as("%s of %s", language, code)
                    .isEqualTo(!own && !alike);
        });
    }

    @Test
    void saysNothingOfShortTextsNumbersCodeAndNames() {
        String code = "```\nthe quick and the dead of the night in the rain is that for you\n```\n";
        for (String text :
                new String[] {
                    "",
                    "OK",
                    "12 345,60",
                    "Yes, that is it.",
                    code + code,
                    "alder amber anchor apple arch ash autumn badge barley basin beacon birch bloom"
                }) {
            for (Language language : new Language[] {Language.GERMAN, Language.ENGLISH}) {
                assertThat(language.isNotThatOf(text)).as(text).isFalse();
            }
        }
    }

    @Test
    void quotesInAnotherLanguageAreNoChangeOfLanguage() {
        String text =
                "Der Satz „the order was sent to you“ heißt auf Deutsch, dass die Bestellung zu Ihnen"
                        + " unterwegs ist und nicht mehr geändert werden kann.";
        assertThat(Language.GERMAN.isNotThatOf(text)).isFalse();
    }
}
