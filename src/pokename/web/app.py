"""The web app: its routes, and how errors become answers."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from msgspec import Struct, json
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from pokename.config import ServeSection
from pokename.cores import cores
from pokename.errors import WishError
from pokename.web import openapi, pages
from pokename.web.answers import Answerer, AnswerFacts
from pokename.web.monitoring import Log, Metrics, Monitored, RequestLog
from pokename.web.request_queue import RETRY_AFTER, BusyError, SlowError, Workers
from pokename.web.requests import body_of, check_type, from_body, from_query, read_table
from pokename.web.schemas import (
    DexRequest,
    ExplainRequest,
    GenerateRequest,
    LineRequest,
    ModelAnswer,
    ModelsAnswer,
    Problem,
    ScoreRequest,
    Status,
)

STATIC = Path(__file__).parent / "static"
# The typing error makes the server load the spelling correction too.
WARM_UP = GenerateRequest(description="a fiery lizrd")
# The errors that become answers. Exception stands for all others, such as ModelError, which are
# logged too.
ERRORS = (HTTPException, WishError, BusyError, SlowError, Exception)


class App:
    """Answers requests with names.

    Args:
        answers: The object that answers the requests of the API.
        section: The config's ``serve`` section, with the limits on the server's work.
        request_log: The log of descriptions; it writes nothing unless the user wants a log.
    """

    def __init__(self, answers: Answerer, section: ServeSection, request_log: RequestLog) -> None:
        self._answers = answers
        self._metrics = Metrics()
        self._request_log = request_log
        self._section = section
        self._workers = Workers(
            section.threads or cores(), section.queue, section.timeout, self._metrics.queue_depth
        )

    def asgi(self) -> ASGIApp:
        """Return the app for an ASGI server."""
        routes = [
            Route("/", self._page),
            Route(f"{openapi.PREFIX}/generate", self._generate, methods=["GET", "POST"]),
            self._post_route("line", LineRequest),
            self._post_route("score", ScoreRequest),
            self._post_route("explain", ExplainRequest),
            self._post_route("dex", DexRequest),
            Route(f"{openapi.PREFIX}/dex/table", self._table, methods=["POST"]),
            Route(f"{openapi.PREFIX}/models", self._models),
            Route(f"{openapi.PREFIX}/health", self._health),
            Route(f"{openapi.PREFIX}/readiness", self._readiness),
            Route(f"{openapi.PREFIX}/openapi.json", self._openapi),
            Route("/metrics", self._metrics_page),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        middleware = [Middleware(GZipMiddleware, minimum_size=1000)]
        if self._section.allow_origins:
            cors = Middleware(
                CORSMiddleware,
                allow_origins=self._section.allow_origins,
                allow_methods=("GET", "POST"),
                allow_headers=("Content-Type",),
            )
            middleware.insert(0, cors)
        app = Starlette(
            routes=routes,
            middleware=middleware,
            exception_handlers=dict.fromkeys(ERRORS, _problem_response),
            lifespan=self._lifespan,
        )
        # A redirect would go to the host in the request's Host header, which anyone can forge.
        app.router.redirect_slashes = False
        paths = frozenset(route.path for route in routes if isinstance(route, Route))
        return Monitored(app, self._metrics, Log(), paths)

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        # Load and compile everything before the first request.
        await run_in_threadpool(self._answers.generate, WARM_UP)
        yield
        self._workers.close()
        self._request_log.close()

    def _post_route(self, name: str, kind: type[Struct]) -> Route:
        ask = getattr(self._answers, name)

        async def endpoint(request: Request) -> Response:
            """Answer a request to this path."""
            return _json(
                await self._answer(request, partial(ask, await self._asked(request, kind)))
            )

        return Route(f"{openapi.PREFIX}/{name}", endpoint, methods=["POST"])

    async def _generate(self, request: Request) -> Response:
        if request.method == "POST":
            asked = await self._asked(request, GenerateRequest)
        else:
            asked = from_query(request.query_params, GenerateRequest)
        return _json(await self._answer(request, partial(self._answers.generate, asked)))

    async def _answer(self, request: Request, ask: Callable[[], tuple[Any, AnswerFacts]]) -> Any:
        """Return the answer to a request, and record it in the metrics and the log of requests."""
        answer, facts = await self._workers.answer(ask)
        self._metrics.answer(facts)
        self._request_log.write(facts, request.state.request_id, request.url.path)
        return answer

    async def _asked(self, request: Request, kind: type[Struct]) -> Any:
        check_type(request, "application/json", "JSON")
        return from_body(await body_of(request, self._section.max_body), kind)

    async def _table(self, request: Request) -> Response:
        check_type(request, "text/csv", "the table")
        body = await body_of(request, self._section.max_body)
        return _json(
            await self._workers.answer(partial(read_table, body, self._answers.max_length))
        )

    async def _page(self, request: Request) -> Response:
        status = 200
        view = pages.View(request.query_params, self._answers.seed, self._answers.max_length)
        if view.description:
            try:
                ask = partial(self._answers.generate, view.request())
                view.answer = await self._answer(request, ask)
            except (HTTPException, WishError, BusyError, SlowError) as error:
                problem = _problem_of(error, request)
                status, view.problem = problem.status, problem.detail
        headers = {"Cache-Control": "no-cache"}
        return Response(view.html(), status, headers, media_type="text/html")

    async def _models(self, _: Request) -> Response:
        generator = self._answers.generator
        return _json(ModelsAnswer([ModelAnswer(generator.model, generator.plans)]))

    async def _health(self, _: Request) -> Response:
        return _json(Status("ok"))

    async def _readiness(self, _: Request) -> Response:
        if self._workers.full:
            return _json(Status("busy"), HTTPStatus.SERVICE_UNAVAILABLE)
        return _json(Status("ready"))

    async def _openapi(self, _: Request) -> Response:
        return _json(openapi.document())

    async def _metrics_page(self, _: Request) -> Response:
        return Response(generate_latest(self._metrics.registry), media_type=CONTENT_TYPE_LATEST)


def _json(
    answer: object, status: int = HTTPStatus.OK, media_type: str = "application/json"
) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(json.encode(answer), status, headers, media_type=media_type)


async def _problem_response(request: Request, error: Exception) -> Response:
    problem = _problem_of(error, request)
    response = _json(problem, problem.status, "application/problem+json")
    if isinstance(error, BusyError):
        response.headers["Retry-After"] = str(RETRY_AFTER)
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response


def _problem_of(error: Exception, request: Request) -> Problem:
    """Return the problem to report, without internal details of the server."""
    match error:
        case HTTPException(status_code=404):
            status, detail = 404, "There is nothing at this address."
        case HTTPException(status_code=405):
            status, detail = 405, f"This address doesn't accept {request.method}."
        case HTTPException():
            status, detail = error.status_code, error.detail
        case WishError():
            status, detail = 422, str(error)
        case BusyError():
            status, detail = 429, "There are too many requests. Try again in a moment."
        case SlowError():
            status, detail = (
                504,
                "The answer took too long. Ask for fewer names, or with fewer wishes.",
            )
        case _:
            status, detail = 500, "Something went wrong here. The server's log says what."
    title = HTTPStatus(status).phrase
    return Problem(title, status, detail, request.state.request_id)
