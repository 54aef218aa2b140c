"""Signing in and out over HTTP, with a password or a token."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import httpx2
import pytest
from running_service import PASSWORD, Running

from extractor.store import Store
from extractor.web.accounts.credentials import revoke_token, tokens_of
from extractor.web.accounts.users import enable_user, set_role
from extractor.web.addresses import inside


def sign_in(service: Running, name: str, password: str, **form: str) -> httpx2.Response:
    data = {"name": name, "password": password, **form}
    return service.visit().post("/login", data=data, follow_redirects=False)


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at


class TestPassword:
    def test_leads_where_one_was_going(self, service: Running) -> None:
        visit = service.visit()
        asked = visit.get("/account?done=password")
        assert asked.url.path == "/login"
        assert f'value="{asked.url.params["next"]}"' in asked.text
        form = {"name": "reader", "password": PASSWORD, "next": asked.url.params["next"]}
        assert str(visit.post("/login", data=form).url) == f"{service.url}/account?done=password"

    def test_who_is_signed_in_goes_on(self, service: Running) -> None:
        assert service.signed_in("reader").get("/login?next=/account").url.path == "/account"

    def test_wrong_names_and_wrong_passwords_look_alike(self, service: Running) -> None:
        answers = [sign_in(service, name, "not the password") for name in ("reader", "nobody")]
        assert [answer.status_code for answer in answers] == [401, 401]
        shown = [re.sub("reader|nobody", "NAME", answer.text) for answer in answers]
        assert shown[0] == shown[1]
        assert "not the password" not in shown[0]

    @pytest.mark.parametrize(
        "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example"]
    )
    def test_leads_to_no_other_site(self, service: Running, place: str) -> None:
        assert sign_in(service, "reader", PASSWORD, next=place).headers["location"] == "/"

    @pytest.mark.parametrize("place", ["/", "/documents/3?field=a.b#field", "/agencies/某市"])
    def test_leads_anywhere_inside(self, place: str) -> None:
        assert inside(place) == place

    def test_too_many_wrong_ones_wait(self, start: Callable[..., Running]) -> None:
        watch = Watch()
        service = start(clock=watch)
        for _ in range(10):
            assert sign_in(service, "reader", "wrong").status_code == 401
        stopped = sign_in(service, "reader", PASSWORD)
        assert stopped.status_code == 429
        assert stopped.headers["retry-after"] == "90"
        assert sign_in(service, "reviewer", PASSWORD).status_code == 303
        watch.at += timedelta(seconds=90)
        assert sign_in(service, "reader", PASSWORD).status_code == 303


class TestCookie:
    def test_is_for_this_server_alone(self, start: Callable[..., Running]) -> None:
        cookie = sign_in(start(secure=True), "reader", PASSWORD).headers["set-cookie"]
        assert cookie.startswith("__Host-gouji=")
        assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(cookie.split("; "))
        assert "Domain" not in cookie

    def test_needs_no_https_on_this_machine(self, service: Running) -> None:
        cookie = sign_in(service, "reader", PASSWORD).headers["set-cookie"]
        assert cookie.startswith("gouji=")
        assert "Secure" not in cookie
        assert "HttpOnly" in cookie

    def test_who_cannot_sign_in_without_https_is_told(self, start: Callable[..., Running]) -> None:
        assert "HTTPS" in start(secure=True).visit().get("/login").text

    def test_is_another_after_each_time(self, service: Running) -> None:
        cookies = {sign_in(service, "reader", PASSWORD).headers["set-cookie"] for _ in range(2)}
        assert len(cookies) == 2

    def test_ends_when_it_is_not_used(self, start: Callable[..., Running]) -> None:
        watch = Watch()
        visit = start(clock=watch, session_hours=1).visit()
        visit.post("/login", data={"name": "reader", "password": PASSWORD})
        for _ in range(3):
            watch.at += timedelta(minutes=50)
            assert visit.get("/account").url.path == "/account"
        watch.at += timedelta(minutes=61)
        assert visit.get("/account").url.path == "/login"

    def test_is_worth_nothing_after_signing_out(self, service: Running) -> None:
        visit = service.visit()
        visit.post("/login", data={"name": "reader", "password": PASSWORD})
        stolen = dict(visit.cookies)
        assert visit.submit("/logout").url.path == "/login"
        assert not visit.cookies
        assert service.visit(cookies=stolen).get("/account").url.path == "/login"

    def test_a_made_up_one_is_nobody(self, service: Running) -> None:
        assert service.visit(cookies={"gouji": "x' OR 1=1"}).get("/account").url.path == "/login"


class TestForms:
    """Whatever changes something needs the token of the session that sends it."""

    @pytest.mark.parametrize("csrf", ["", "wrong", "错"])
    def test_without_it_nothing_happens(self, service: Running, csrf: str) -> None:
        visit = service.signed_in("reader")
        answer = visit.post("/account/tokens", data={"csrf": csrf, "label": "x"})
        assert answer.status_code == 403
        assert "页面已失效" in answer.text
        with Store(service.db) as store:
            assert "x" not in {token.label for token in tokens_of(store, "reader")}

    def test_another_sessions_is_no_good(self, service: Running) -> None:
        first, second = service.signed_in("reader"), service.signed_in("reader")
        answer = first.post("/logout", data={"csrf": second.csrf})
        assert answer.status_code == 403

    def test_scripts_send_it_in_a_header(self, service: Running) -> None:
        visit = service.signed_in("reader")
        assert visit.post("/logout", headers={"X-CSRF-Token": visit.csrf}).url.path == "/login"

    def test_uploads_carry_it_too(self, service: Running) -> None:
        visit = service.signed_in("reader")
        files = {"file": ("a.txt", b"text"), "csrf": (None, visit.csrf)}
        assert visit.post("/logout", files=files).url.path == "/login"

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
        ],
    )
    def test_another_sites_are_refused(self, service: Running, headers: dict[str, str]) -> None:
        form = {"name": "reader", "password": PASSWORD}
        answer = service.visit().post("/login", data=form, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers

    def test_ones_own_are_taken(self, service: Running) -> None:
        form = {"name": "reader", "password": PASSWORD}
        for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": service.url}):
            answer = service.visit().post(
                "/login", data=form, headers=headers, follow_redirects=False
            )
            assert answer.status_code == 303


class TestTokens:
    def test_need_no_form_token(self, fresh_service: Running) -> None:
        program = fresh_service.program("reader")
        assert program.post("/account/tokens", data={"label": "made by a program"}).is_success

    def test_are_shown_once_and_work_until_revoked(self, fresh_service: Running) -> None:
        visit = fresh_service.signed_in("reader")
        shown = visit.submit("/account/tokens", label="<b>monthly</b>").text
        found = re.search(r"gouji_[\w-]{43}", shown)
        assert found
        assert "&lt;b&gt;monthly" in shown
        assert found[0] not in visit.get("/account").text
        program = fresh_service.visit(headers={"Authorization": f"Bearer {found[0]}"})
        assert program.get("/account").url.path == "/account"
        visit.submit("/account/tokens/revoke", label="<b>monthly</b>")
        assert program.get("/account").url.path == "/login"

    def test_end_from_outside_at_once(self, fresh_service: Running) -> None:
        program = fresh_service.program("reader")
        with Store(fresh_service.db) as store:
            (token,) = tokens_of(store, "reader")
            assert program.get("/account").url.path == "/account"
            revoke_token(store, "reader", token.label)
        assert program.get("/account").url.path == "/login"


class TestRoles:
    def test_the_api_says_who_is_missing_or_too_low(self, fresh_service: Running) -> None:
        nobody = fresh_service.visit().get("/api/v1/documents")
        assert nobody.status_code == 401
        assert nobody.headers["www-authenticate"] == "Bearer"
        assert nobody.headers["content-type"] == "application/problem+json"
        reader = fresh_service.program("reader").post("/api/v1/documents", content=b"x")
        assert reader.status_code == 403
        assert reader.json()["status"] == 403

    def test_who_is_disabled_is_out_at_once(self, fresh_service: Running) -> None:
        visit = fresh_service.signed_in("reader")
        with Store(fresh_service.db) as store:
            enable_user(store, "reader", enabled=False)
        assert visit.get("/account").url.path == "/login"
        assert sign_in(fresh_service, "reader", PASSWORD).status_code == 401

    def test_a_new_role_is_seen_at_once(self, fresh_service: Running) -> None:
        visit = fresh_service.signed_in("reader")
        with Store(fresh_service.db) as store:
            set_role(store, "reader", "admin")
        assert "管理" in visit.get("/account").text


class TestOwnPassword:
    def test_is_changed_and_ends_other_sessions(self, fresh_service: Running) -> None:
        visit, other = (fresh_service.signed_in("reader") for _ in range(2))
        new = "another six words nobody guesses"
        done = visit.submit("/account/password", current=PASSWORD, new=new)
        assert "密码已修改" in done.text
        assert other.get("/account").url.path == "/login"
        assert sign_in(fresh_service, "reader", PASSWORD).status_code == 401
        assert sign_in(fresh_service, "reader", new).status_code == 303

    @pytest.mark.parametrize(("current", "new"), [("wrong", PASSWORD + "!"), (PASSWORD, "short")])
    def test_stays_where_something_is_wrong(
        self, fresh_service: Running, current: str, new: str
    ) -> None:
        visit = fresh_service.signed_in("reader")
        assert visit.submit("/account/password", current=current, new=new).status_code == 422
        assert sign_in(fresh_service, "reader", PASSWORD).status_code == 303


class TestLanguage:
    def test_is_the_browsers_until_one_chooses(self, service: Running) -> None:
        assert "登录" in service.visit().get("/login").text
        visit = service.visit(headers={"Accept-Language": "en-GB,en;q=0.9,zh;q=0.1"})
        assert "Sign in" in visit.get("/login").text
        assert "登录" in visit.post("/language", data={"language": "zh", "back": "/login"}).text
        assert "登录" in visit.get("/login").text

    def test_one_comes_back_to_the_same_page(self, service: Running) -> None:
        shown = service.visit().get("/login?next=" + quote("/agencies/某市?a=1&b=2")).text
        found = re.search(r'name="back" value="([^"]+)"', shown)
        assert found
        answer = service.visit().post(
            "/language", data={"language": "en", "back": found[1]}, follow_redirects=False
        )
        assert answer.headers["location"] == found[1].replace("&amp;", "&")

    def test_no_other_language_is_taken(self, service: Running) -> None:
        assert service.visit().post("/language", data={"language": "xx"}).status_code == 422
